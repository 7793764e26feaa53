import { Readable } from 'node:stream'
import type { FileEvent, FileRow } from './events'
import { readTrackFile } from './read-track-file'

/** Bytes as an upload brings them: in chunks of `size`. */
export function inChunks(bytes: Uint8Array, size = bytes.length): AsyncIterable<Uint8Array> {
  const count = size > 0 ? Math.ceil(bytes.length / size) : 0
  return Readable.from(
    Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size)),
  )
}

/** All that a file with this content says. */
export async function readAll(
  content: string | Uint8Array,
  options: { chunk?: number; maxRowBytes?: number } = {},
): Promise<FileEvent[]> {
  const { chunk, ...rest } = options
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const events: FileEvent[] = []
  for await (const block of readTrackFile(inChunks(bytes, chunk), { filename: 'tracks.csv', ...rest })) {
    for (const event of block) events.push(event)
  }
  return events
}

export function rowsOf(events: FileEvent[]): FileRow[] {
  return events.flatMap((event) => (event.kind === 'row' ? [event.row] : []))
}

export function skippedOf(events: FileEvent[]): { line: number; name: string; reason: string }[] {
  return events.flatMap((event) =>
    event.kind === 'skipped' ? [{ line: event.line, name: event.name, reason: event.reason }] : [],
  )
}
