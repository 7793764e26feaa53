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

/** `text` in another encoding, by what its decoder makes of one and two bytes. Throws for what the encoding has not. */
export function encodeAs(text: string, encoding: string): Buffer {
  const bytes = bytesOf(encoding)
  return Buffer.concat(
    Array.from(text, (character) => {
      if (character <= '\x7f') return Buffer.from(character)
      const found = bytes.get(character)
      if (!found) throw new Error(`${encoding} has no ${character}`)
      return found
    }),
  )
}

const known = new Map<string, Map<string, Buffer>>()

function bytesOf(encoding: string): Map<string, Buffer> {
  const found = known.get(encoding) ?? new Map<string, Buffer>()
  if (found.size > 0) return found
  const add = (bytes: Buffer) => {
    const text = new TextDecoder(encoding).decode(bytes, { stream: true })
    if (Array.from(text).length === 1 && text !== '\ufffd' && !found.has(text)) found.set(text, bytes)
  }
  for (let first = 0x80; first < 0x100; first++) add(Buffer.from([first]))
  for (let first = 0x80; first < 0x100; first++) {
    for (let second = 0x40; second < 0xff; second++) add(Buffer.from([first, second]))
  }
  known.set(encoding, found)
  return found
}
