import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import { DomainError } from '../../domain/errors'
import { quoted } from '../row-error'
import { findUnrecognised, type Sample } from '../columns'
import { findLayout, isData, type Found } from '../layouts'

const DELIMITERS = [',', ';', '\t', '|']
const LF = 0x0a
const CR = 0x0d
/** So many lines may stand above the header, and so many rows are looked at below it. */
const HEADER_WITHIN = 20
const SAMPLE = 60

/** How a table is written and what its columns are. `offset` and `line` say where the first row begins. */
export type Table = Found & {
  delimiter: string
  /** The last byte of a line: LF, or CR in files of the classic Mac. */
  newline: number
  header: readonly string[]
  sample: Sample
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
  const starts = (declared ? [declared] : DELIMITERS)
    .map((delimiter) => parseStart(rest, delimiter))
    .filter((start) => start.records.length > 0)
    .sort((a, b) => widthOf(b) - widthOf(a))
  const [found] = starts
    .flatMap((start) => findHeader(start) ?? [])
    .sort((a, b) => b.header.length - a.header.length)
  const [widest] = starts
  if (!found && (!widest || widthOf(widest) < 2)) {
    throw new DomainError(
      'FILE_NOT_A_TABLE',
      `${quoted(filename)} is not a table: its first line has no columns.`,
    )
  }
  const bytes = found?.bytes ?? widest?.ends[0] ?? 0
  if (!isUtf8(rest.subarray(0, bytes))) {
    throw new DomainError('FILE_NOT_A_TABLE', `${quoted(filename)} is not UTF-8 text.`, {
      hint: 'Save the table as "CSV UTF-8" and upload that file.',
    })
  }
  const names = found?.header ?? widest?.records[0] ?? []
  if (!found) {
    throw new DomainError(
      'FILE_LAYOUT_UNKNOWN',
      `${quoted(filename)} has no column that names a track. Its columns are ${listed(names)}.`,
    )
  }
  refuseUnrecognised(found, filename)
  const lines = countLines(rest.subarray(0, bytes), newline)
  return { ...found, newline, width: names.length, offset: offset + bytes, line: line + lines }
}

/** Titles and artists are never made up where a column seems to have them. */
function refuseUnrecognised({ header, sample, columns }: Header, filename: string): void {
  if (columns.has('title') && columns.has('artists')) return
  const name = findUnrecognised(header, sample, columns)
  if (name === null) return
  throw new DomainError(
    'FILE_LAYOUT_UNKNOWN',
    `${quoted(filename)} may name its tracks in the column ${quoted(name)}, which is not understood. Its columns are ${listed(header)}.`,
    { hint: 'Name the columns title and artist, and import it again.' },
  )
}

/** Lines of the start that are looked at for columns, and how many of them must have as many. */
const LOOKED_AT = 20
const SHARE = 0.8

/**
 * True where the lines of a text have the same three or more columns: it is a table, whether its header is understood or
 * not, and no list of lines. Commas do not count, because titles have them.
 */
export function looksLikeTable(head: Buffer): boolean {
  const lines = head
    .toString('utf8')
    .split(/\r\n|\n|\r/, LOOKED_AT * 2)
    .filter((line) => line.trim() !== '')
    .slice(0, LOOKED_AT)
  return [';', '\t', '|'].some((delimiter) => {
    const widths = lines.map((line) => line.split(delimiter).length)
    const [width = 1] = widths
    return (
      width >= 3 && lines.length > 1 && widths.filter((each) => each === width).length >= lines.length * SHARE
    )
  })
}

/** Number of line ends in `bytes`. */
export function countLines(bytes: Buffer, newline: number): number {
  let lines = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines += 1
  return lines
}

/** The first records as one delimiter cuts them, and where each ends. */
type Start = { delimiter: string; records: string[][]; ends: number[] }
type Header = Found & { delimiter: string; header: string[]; sample: Sample; bytes: number }

const widthOf = ({ records }: Start): number => records[0]?.length ?? 0

function parseStart(rest: Buffer, delimiter: string): Start {
  const records: string[][] = []
  const ends: number[] = []
  try {
    parse(rest, {
      delimiter,
      to: HEADER_WITHIN + SAMPLE,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      on_record: (record: string[], info) => {
        records.push(record)
        ends.push(info.bytes)
        return null
      },
    })
  } catch {
    // What stands before the fault is the start.
  }
  return { delimiter, records, ends }
}

/** The first record that names a track by its columns; above it may stand lines of fewer cells, such as a title. */
function findHeader({ delimiter, records, ends }: Start): Header | null {
  let widest = 0
  for (const [index, header] of records.slice(0, HEADER_WITHIN).entries()) {
    const cells = header.filter((cell) => cell.trim() !== '').length
    if (index === 0 || (cells > widest && cells > 1)) {
      const sample = records.slice(index + 1, index + 1 + SAMPLE)
      const found = isData(header) ? null : findLayout(header, sample)
      if (found) return { ...found, delimiter, header, sample, bytes: ends[index] ?? 0 }
    }
    widest = Math.max(widest, cells)
  }
  return null
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

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(quoted).join(', ')
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown
}
