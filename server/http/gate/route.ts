import type { FileKind } from '../request-scope'

/** What the path of a request leads to. All of it is decided here, on paths in the one form that `readAddress` gives. */

const CALLS = '/api/trpc/'
/** Calls whose body is a file, read while it arrives. */
const FILE_CALLS = new Set(['import.file', 'clip.hear'])
/** As tRPC has it. */
const IS_BYTES = /^application\/octet-stream/i
const FILE_PATHS = new Set(['/api/import', '/api/clip', '/import', '/clip'])

/** The procedures that a path calls, one or a batch; null where it calls none. */
export function readCalls(path: string): string[] | null {
  if (!path.startsWith(CALLS)) return null
  return decodeURIComponent(path.slice(CALLS.length)).split(',')
}

/** What file a POST to this path brings; null where its body is small, such as a call with JSON. */
export function findFileKind(path: string, contentType = ''): FileKind | null {
  const calls = readCalls(path)
  const place = calls === null ? toPagePath(path) : calls.join()
  const isFile = calls === null ? FILE_PATHS.has(place) : FILE_CALLS.has(place) && IS_BYTES.test(contentType)
  if (!isFile) return null
  return place.includes('import') ? 'import' : 'clip'
}

/** The path by which Remix finds a page: data of pages is asked for by its path and `.data`, in whatever case. */
export function toPagePath(path: string): string {
  const bare = path
    .toLowerCase()
    .replace(/\.data$/, '')
    .replace(/(?<!\/)\/+$/, '')
  return bare === '' || bare === '/_root' ? '/' : bare
}
