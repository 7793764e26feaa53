import { isUtf8 } from 'node:buffer'
import { setImmediate } from 'node:timers/promises'

const LF = 0x0a
const CR = 0x0d

/** A line of a text without its end, counted from 1; `wrong` says why it cannot be read. */
export type TextLine = { line: number; text: string; wrong: string | null }

/**
 * The lines of a text in blocks, with a turn of the event loop after each. They end in LF or CRLF, or in CR where the
 * first slice has no LF. Memory: one slice and one line (maxRowBytes).
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  { maxRowBytes }: { maxRowBytes: number },
): AsyncGenerator<TextLine[]> {
  let newline: number | null = null
  let line = 1
  let carry: Buffer = Buffer.alloc(0)
  let dropping = false
  for await (const chunk of chunks) {
    newline ??= chunk.includes(LF) || !chunk.includes(CR) ? LF : CR
    const lines: TextLine[] = []
    let from = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      if (!dropping) lines.push(toLine(line, Buffer.concat([carry, chunk.subarray(from, end)]), maxRowBytes))
      line += 1
      dropping = false
      carry = Buffer.alloc(0)
      from = end + 1
    }
    if (!dropping) carry = Buffer.concat([carry, chunk.subarray(from)])
    if (carry.length > maxRowBytes) {
      lines.push(tooLong(line, maxRowBytes))
      carry = Buffer.alloc(0)
      dropping = true
    }
    if (lines.length > 0) yield lines
    await setImmediate()
  }
  if (carry.length > 0) yield [toLine(line, carry, maxRowBytes)]
}

function toLine(line: number, bytes: Buffer, maxRowBytes: number): TextLine {
  if (bytes.length > maxRowBytes) return tooLong(line, maxRowBytes)
  if (!isUtf8(bytes)) return { line, text: '', wrong: 'the line is not UTF-8 text; save the file as UTF-8' }
  return { line, text: bytes.toString('utf8').trim(), wrong: null }
}

function tooLong(line: number, maxRowBytes: number): TextLine {
  return { line, text: '', wrong: `the line is longer than ${String(maxRowBytes)} bytes` }
}
