import { DomainError } from '../domain/errors'
import { SLICE_BYTES, toUtf8 } from './decode'
import type { FileEvent } from './events'
import { readRecords } from './records'
import { createRowReader } from './row'
import { quoted } from './row-error'
import { HEAD_BYTES, parseHead } from './table'

/** A row of a track table takes a few hundred bytes; a longer one than this is not one. */
export const MAX_ROW_BYTES = 64 * 1024

export type ReadTrackFileOptions = { filename: string; maxRowBytes?: number }

/**
 * Reads a table of tracks as it streams in: the header tells the layout (layouts/), every further row becomes a track
 * or is skipped with its line and a reason, and the rest of the file goes on. Memory does not grow with the file, and
 * the event loop gets a turn every few milliseconds.
 * Throws DomainError FILE_NOT_A_TABLE (not CSV, not text, empty, no rows) or FILE_LAYOUT_UNKNOWN; errors of the
 * source pass through.
 */
export async function* readTrackFile(
  bytes: AsyncIterable<Uint8Array>,
  { filename, maxRowBytes = MAX_ROW_BYTES }: ReadTrackFileOptions,
): AsyncGenerator<FileEvent> {
  const text = toUtf8(bytes)
  try {
    const head = await readHead(text)
    const table = parseHead(head, filename)
    const toEvent = createRowReader({ ...table, decimalComma: table.delimiter === ';' })
    const shortRows = table.layout.shortRows ?? false
    let rows = 0
    for await (const records of readRecords(after(head.subarray(table.offset), text), {
      ...table,
      maxRowBytes,
      shortRows,
    })) {
      rows += records.length
      for (const record of records) yield toEvent(record)
    }
    if (rows === 0) throw new DomainError('FILE_NOT_A_TABLE', `${quoted(filename)} has a header and no rows.`)
  } finally {
    await text.return(undefined)
  }
}

async function readHead(text: AsyncGenerator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let size = 0; size < HEAD_BYTES;) {
    const next = await text.next()
    if (next.done) break
    parts.push(next.value)
    size += next.value.length
  }
  return Buffer.concat(parts)
}

/** `first`, in slices, and then what is left of `rest`. */
async function* after(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for (let at = 0; at < first.length; at += SLICE_BYTES) yield first.subarray(at, at + SLICE_BYTES)
  yield* rest
}
