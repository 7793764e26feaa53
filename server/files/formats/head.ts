import { SLICE_BYTES } from '../decode'

/** How a file is written, and the header of a table, are looked for in this much of it. */
export const HEAD_BYTES = 64 * 1024

/** A text of which the start was looked at: `whole` gives all of it from an offset within `head` on, in slices. */
export type Source = { head: Buffer; whole: (offset: number) => AsyncGenerator<Buffer> }

/** The first `bytes` bytes of a text (less where it ends before), and the way to read all of it. */
export async function takeHead(text: AsyncIterable<Buffer>, bytes: number): Promise<Source> {
  const rest = text[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  for (let size = 0; size < bytes;) {
    const next = await rest.next()
    if (next.done) break
    parts.push(next.value)
    size += next.value.length
  }
  const head = Buffer.concat(parts)
  async function* whole(offset: number) {
    for (let at = offset; at < head.length; at += SLICE_BYTES) yield head.subarray(at, at + SLICE_BYTES)
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  }
  return { head, whole }
}

/** The lines of a head as they read, trimmed; without the last one where it may be cut off. */
export function headLines(head: Buffer): string[] {
  const lines = head
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
  return head.length < HEAD_BYTES ? lines : lines.slice(0, -1)
}
