import { toUtf8 } from './decode'
import type { FileEvent } from './events'
import { findFormat } from './formats/find-format'
import { HEAD_BYTES, takeHead } from './formats/head'

/** A row of a track table takes a few hundred bytes; a longer one than this is not one. */
export const MAX_ROW_BYTES = 64 * 1024

export type ReadTrackFileOptions = { filename: string; maxRowBytes?: number }

/**
 * Reads a file of tracks as it streams in: a table (CSV and its kin), a playlist (M3U, XSPF, JSPF), Spotify's privacy
 * export, or lines of "artist – title". Every entry becomes a track or is skipped with its line and a reason, and the
 * rest of the file goes on. Memory does not grow with the file, and the event loop gets a turn every few milliseconds. Entries
 * come in blocks, as they are read: a promise for each would cost as much as to read it.
 * Throws DomainError FILE_NOT_A_TABLE (none of these, empty, no rows) or FILE_LAYOUT_UNKNOWN; errors of the source
 * pass through.
 */
export async function* readTrackFile(
  bytes: AsyncIterable<Uint8Array>,
  { filename, maxRowBytes = MAX_ROW_BYTES }: ReadTrackFileOptions,
): AsyncGenerator<FileEvent[]> {
  const notes: string[] = []
  const text = toUtf8(bytes, { onNote: (note) => notes.push(note) })
  try {
    const source = await takeHead(text, HEAD_BYTES)
    for await (const block of findFormat(source.head, filename).read(source, { filename, maxRowBytes })) {
      yield notes.length === 0
        ? block
        : [...notes.splice(0).map((note): FileEvent => ({ kind: 'note', text: note })), ...block]
    }
  } finally {
    await text.return(undefined)
  }
}
