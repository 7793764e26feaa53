import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import { DomainError } from '../../domain/errors'
import { quoted } from '../row-error'
import { findLayout } from '../layouts'

const DELIMITERS = [',', ';', '\t']
const LF = 0x0a
const CR = 0x0d
/** How a table is written and what its columns are. `offset` and `line` say where the first row begins. */
export type Table = NonNullable<ReturnType<typeof findLayout>> & {
  delimiter: string
  /** The last byte of a line: LF, or CR in files of the classic Mac. */
  newline: number
  width: number
  offset: number
  line: number
}

/**
 * Reads the header at the start of a file (`head`: UTF-8, the start of the file).
 * Throws DomainError FILE_NOT_A_TABLE or FILE_LAYOUT_UNKNOWN.
 */
export function parseHead(head: Buffer, filename: string): Table {
  const newline = head.includes(LF) || !head.includes(CR) ? LF : CR
  const { offset, line, declared } = skipPreamble(head, newline)
  const rest = head.subarray(offset)
  const headers = (declared ? [declared] : DELIMITERS)
    .map((delimiter) => parseHeader(rest, delimiter))
    .filter((header) => header !== null)
  const widest = headers.reduce<Header | null>(
    (best, h) => (h.names.length > (best?.names.length ?? 0) ? h : best),
    null,
  )
  if (
    !widest ||
    (widest.names.length < 2 && !headers.some((header) => findLayout(header.names, header.firstRow)))
  ) {
    throw new DomainError(
      'FILE_NOT_A_TABLE',
      `${quoted(filename)} is not a table: its first line has no columns.`,
    )
  }
  if (!isUtf8(rest.subarray(0, widest.bytes))) {
    throw new DomainError('FILE_NOT_A_TABLE', `${quoted(filename)} is not UTF-8 text.`, {
      hint: 'Save the table as "CSV UTF-8" and upload that file.',
    })
  }
  for (const header of headers.sort((a, b) => b.names.length - a.names.length)) {
    const found = findLayout(header.names, header.firstRow)
    if (!found) continue
    const { delimiter, bytes, names } = header
    const lines = countLines(rest.subarray(0, bytes), newline)
    return { ...found, delimiter, newline, width: names.length, offset: offset + bytes, line: line + lines }
  }
  throw new DomainError(
    'FILE_LAYOUT_UNKNOWN',
    `${quoted(filename)} has no column that names a track. Its columns are ${listed(widest.names)}.`,
  )
}

/** Number of line ends in `bytes`. */
export function countLines(bytes: Buffer, newline: number): number {
  let lines = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines += 1
  return lines
}

/** The names of the columns, and the first row where it can be told apart. */
type Header = { delimiter: string; names: string[]; firstRow: string[]; bytes: number }

function parseHeader(rest: Buffer, delimiter: string): Header | null {
  const records: string[][] = []
  let bytes = 0
  try {
    parse(rest, {
      delimiter,
      to: 2,
      relax_quotes: true,
      relax_column_count: true,
      on_record: (record: string[], info) => {
        if (records.push(record) === 1) bytes = info.bytes
        return null
      },
    })
  } catch {
    if (records.length === 0) return null
  }
  const [names = [], firstRow = []] = records
  return { delimiter, names, firstRow, bytes }
}

/** Blank lines, and the line `sep=;` by which Excel is told the delimiter. */
function skipPreamble(
  head: Buffer,
  newline: number,
): { offset: number; line: number; declared: string | null } {
  let offset = 0
  let line = 1
  let declared: string | null = null
  for (;;) {
    const end = head.indexOf(newline, offset)
    if (end === -1) return { offset, line, declared }
    const text = head.toString('utf8', offset, end).trim()
    const separator = /^"?sep=(.)"?$/i.exec(text)?.[1]
    if (text !== '' && separator === undefined) return { offset, line, declared }
    declared ??= separator ?? null
    offset = end + 1
    line += 1
  }
}

function listed(names: string[]): string {
  const shown = names.slice(0, 8).map(quoted).join(', ')
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown
}
