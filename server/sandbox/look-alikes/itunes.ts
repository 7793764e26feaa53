/** iTunes Search as callers know it: text in, songs of any artist out, JSON that is called a script, no ISRC anywhere. */
import { createM4aPreview } from '../audio/m4a-preview'
import type { SandboxCatalogue } from '../catalogue/catalogue'
import type { Fault } from '../faults'
import { isCovered } from './coverage'
import { listSongs, readSongId } from './itunes-songs'

const COUNTRY = /^[a-z]{2}$/i
const DEFAULT_LIMIT = 50
const LARGEST_LIMIT = 200
const PREVIEW_PATH = /^\/itunes-assets\/AudioPreview\/mzaf_(1[4-9]\d{8})\.plus\.aac\.p\.m4a$/

/** `path` is what follows `/itunes`. */
export async function answerItunes(catalogue: SandboxCatalogue, path: string, url: URL): Promise<Response> {
  const clip = PREVIEW_PATH.exec(path)?.[1]
  if (clip !== undefined) return preview(catalogue, Number(clip))
  const asked = url.searchParams
  // By ISRC it answers, undocumented, that there is none, also of what it has.
  if (path === '/lookup') return script({ resultCount: 0, results: [] })
  if (path !== '/search') return new Response('Not Found', { status: 404 })
  const country = asked.get('country') ?? 'US'
  if (!COUNTRY.test(country)) return invalid('country', asked)
  const limit = asked.get('limit') === null ? DEFAULT_LIMIT : Number(asked.get('limit'))
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) return invalid('limit', asked)
  const term = asked.get('term')?.trim() ?? ''
  const tracks = term === '' ? [] : await catalogue.search(term)
  const known = tracks.filter((track) => isCovered('itunes', catalogue.seed, track))
  const results = known.flatMap((track) => listSongs(catalogue, track, url.origin)).slice(0, limit)
  return script({ resultCount: results.length, results })
}

/** A fault of the sandbox in the words of this service: above some 20 calls a minute it answers 403 for a while. */
export function refuseAsItunes(fault: Fault): Response | null {
  if (fault.kind !== 'rate-limit' && fault.kind !== 'quota' && fault.kind !== 'silent-429') return null
  return new Response('<html><head><title>403 Forbidden</title></head></html>', {
    status: 403,
    headers: { 'content-type': 'text/html' },
  })
}

/** Not signed: good as long as the song is there. An imitation sounds like another recording. */
function preview({ size, seed, trackAt }: SandboxCatalogue, id: number): Response {
  const { index, variant } = readSongId(id)
  if (index >= size) return new Response('Not Found', { status: 404 })
  const body = createM4aPreview(seed + variant, trackAt(index).recording)
  return new Response(body, { headers: { 'content-type': 'audio/x-m4a' } })
}

function invalid(key: string, asked: URLSearchParams): Response {
  const queryParameters = { output: 'json', ...Object.fromEntries(asked) }
  return script({ errorMessage: `Invalid value(s) for key(s): [${key}]`, queryParameters }, 400)
}

function script(body: unknown, status = 200): Response {
  return new Response(`\n\n\n${JSON.stringify(body, null, 1)}\n\n\n`, {
    status,
    headers: { 'content-type': 'text/javascript; charset=utf-8' },
  })
}
