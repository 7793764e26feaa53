import { isUtf8 } from 'node:buffer'
import { setImmediate } from 'node:timers/promises'
import type { Options } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { cutQuoted } from './cut-quoted'
import { countLines, type Table } from './table'

/** A record of the table, or what is wrong with it. `fields` of a wrong one are what could be told apart. */
export type CsvRecord = { line: number; fields: string[]; wrong: string | null }

export type RecordOptions = Pick<Table, 'delimiter' | 'newline' | 'width' | 'line'> & {
  maxRowBytes: number
  shortRows: boolean
}

/**
 * The records of a table in blocks, with a turn of the event loop after each. The parser gets whole lines; where it
 * stumbles, the line at which the record began is given as wrong and it starts again on the next one, so that a
 * quotation mark that is never closed costs one line and not the rest of the file.
 * Memory: one slice and one row (maxRowBytes).
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  options: RecordOptions,
): AsyncGenerator<CsvRecord[]> {
  const { newline, maxRowBytes } = options
  let line = options.line
  let carry: Buffer = Buffer.alloc(0)
  let dropping = false
  for await (const chunk of chunks) {
    let fresh = chunk
    if (dropping) {
      const end = chunk.indexOf(newline)
      if (end === -1) continue
      fresh = chunk.subarray(end + 1)
      dropping = false
      line += 1
    }
    carry = carry.length ? Buffer.concat([carry, fresh]) : fresh
    const whole = carry.lastIndexOf(newline) + 1
    if (whole > 0) {
      const { records, consumed } = parseBlock(carry.subarray(0, whole), line, false, options)
      line += countLines(carry.subarray(0, consumed), newline)
      carry = carry.subarray(consumed)
      yield records
      await setImmediate()
    }
    if (carry.length > maxRowBytes && !carry.includes(newline)) {
      yield [tooLong(line, maxRowBytes)]
      carry = Buffer.alloc(0)
      dropping = true
    }
  }
  if (carry.length) yield parseBlock(carry, line, true, options).records
}

/** The records of `block`, which begins at `line`. Unless it is the last one, a record that is open at its end waits. */
function parseBlock(block: Buffer, line: number, last: boolean, options: RecordOptions) {
  const { newline, maxRowBytes } = options
  const clean = isUtf8(block) && !block.includes(0)
  const plain = clean && block.length <= maxRowBytes ? parsePlainBlock(block, line, options) : null
  if (plain) return { records: plain, consumed: block.length }
  const records: CsvRecord[] = []
  let consumed = 0
  let at = line
  while (consumed < block.length) {
    const rest = block.subarray(consumed)
    const good = parseRecords(rest, at, clean, options)
    // One by one: a spread of a long block would not fit on the stack.
    for (const record of good.records) records.push(record)
    consumed += good.bytes
    at += countLines(rest.subarray(0, good.bytes), newline)
    if (good.failure === null) break
    if (good.failure === UNCLOSED && !last && block.length - consumed <= maxRowBytes) break
    const end = block.indexOf(newline, consumed)
    const next = end === -1 ? block.length : end + 1
    records.push(recoverLine(block.subarray(consumed, next), at, good.failure, options))
    consumed = next
    at += 1
  }
  return { records, consumed }
}

/**
 * The short way, for a block in which every line is a good record: null for any other. The parser takes five times as long
 * for each line, and 60 µs to begin with, which half of all blocks would need for one line with a quotation mark.
 */
function parsePlainBlock(block: Buffer, line: number, options: RecordOptions): CsvRecord[] | null {
  const { delimiter, newline, width } = options
  const lines = toLines(block.toString('utf8'), newline)
  const records: CsvRecord[] = []
  for (const text of lines) {
    const fields = text.includes('"') ? cutQuoted(text, delimiter) : text.split(delimiter)
    if (fields?.length !== width || (width === 1 && fields[0] === '')) return null
    records.push({ line: line + records.length, fields, wrong: null })
  }
  return records
}

const LF = 0x0a

/** The lines of a text without their ends; the last one may have none. */
function toLines(text: string, newline: number): string[] {
  const lines = text.split(newline !== LF ? '\r' : text.includes('\r') ? /\r?\n/ : '\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const UNCLOSED = 'CSV_QUOTE_NOT_CLOSED'
const MISJOINED = 'MISJOINED'

/** The records up to the first that the parser refuses, how many bytes they take, and why it refused. */
function parseRecords(bytes: Buffer, line: number, clean: boolean, options: RecordOptions) {
  const { newline, maxRowBytes } = options
  const records: CsvRecord[] = []
  let start = 0
  let at = line
  const outcome = tryParse(bytes, options, (fields, end) => {
    const lines = countLines(bytes.subarray(start, end), newline)
    const fits = hasWidth(fields, options)
    // Over several lines a quotation mark that is not closed looks like this; on one line it is only a bad row.
    if (!fits && lines > 1) throw new Misjoined()
    const blank = fields.length === 1 && fields[0] === ''
    const row = bytes.subarray(start, end)
    if (row.length > maxRowBytes) records.push(tooLong(at, maxRowBytes))
    else if (!clean && wrongText(row)) records.push({ line: at, fields: [], wrong: wrongText(row) })
    else if (!blank) records.push({ line: at, fields, wrong: fits ? null : wrongWidth(fields, options) })
    start = end
    at += lines
  })
  return { records, bytes: start, failure: typeof outcome === 'string' ? outcome : null }
}

/** A line on which the parser stumbled: read once more with stray quotation marks taken as they stand. */
function recoverLine(bytes: Buffer, line: number, failure: string, options: RecordOptions): CsvRecord {
  const found = tryParse(bytes, { ...options, relaxQuotes: true })
  const [fields = []] = typeof found === 'string' ? [] : found
  const text = wrongText(bytes)
  if (found.length === 1 && hasWidth(fields, options)) return { line, fields, wrong: text }
  const open = found === UNCLOSED || failure === UNCLOSED || failure === MISJOINED
  const wrong =
    text ??
    (open
      ? 'a quotation mark is opened and not closed'
      : 'a quotation mark stands inside a field; there it is written twice')
  return { line, fields, wrong }
}

class Misjoined extends Error {
  readonly code = MISJOINED
}

type ParseOptions = Pick<RecordOptions, 'delimiter' | 'newline'> & { relaxQuotes?: boolean }

/** The records in `bytes`, or the code of the parser's error. `onRecord` gets each with the offset behind it. */
function tryParse(
  bytes: Buffer,
  { delimiter, newline, relaxQuotes = false }: ParseOptions,
  onRecord?: (fields: string[], end: number) => void,
): string[][] | string {
  const options: Options = {
    delimiter,
    record_delimiter: newline === LF ? ['\r\n', '\n'] : ['\r'],
    trim: true,
    relax_column_count: true,
    relax_quotes: relaxQuotes,
  }
  if (onRecord) {
    options.on_record = (fields: string[], info) => {
      onRecord(fields, info.bytes)
      return null
    }
  }
  try {
    return parse(bytes, options)
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
    throw error
  }
}

/** Empty fields behind the last column say nothing. */
function hasWidth(fields: string[], { width, shortRows }: RecordOptions): boolean {
  if (fields.length > width) return fields.slice(width).every((field) => field.trim() === '')
  return fields.length === width || shortRows
}

function wrongWidth(fields: string[], { width }: RecordOptions): string {
  return `the row has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}, the header has ${width}`
}

function wrongText(row: Buffer): string | null {
  if (row.includes(0)) return 'the row holds binary data'
  return isUtf8(row) ? null : 'the row is not UTF-8 text; save the table as "CSV UTF-8"'
}

function tooLong(line: number, maxRowBytes: number): CsvRecord {
  return { line, fields: [], wrong: `the row is longer than ${maxRowBytes} bytes` }
}
