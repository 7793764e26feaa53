import { isUtf8 } from 'node:buffer'
import { parse } from 'csv-parse/sync'
import { DomainError } from '../domain/errors'
import { quoted } from './row-error'
import { findLayout } from './layouts'

/** A header is looked for in this much of a file. */
export const HEAD_BYTES = 64 * 1024

const DELIMITERS = [',', ';', '\t']
const LF = 0x0a
const CR = 0x0d
/** First bytes of the files that are most often taken for a table, and what to do with them. */
const MAGIC: readonly { bytes: string; sentence: string; hint: string }[] = [
  {
    bytes: 'PK\x03\x04',
    sentence: 'The file is a zip archive or a spreadsheet (.xlsx, .ods).',
    hint: 'Unpack the archive, or save the sheet as "CSV UTF-8", and upload that file.',
  },
  {
    bytes: '\x1f\x8b',
    sentence: 'The file is compressed (gzip).',
    hint: 'Unpack it and upload the CSV file in it.',
  },
  { bytes: '%PDF', sentence: 'The file is a PDF.', hint: 'Upload the CSV file that it was made from.' },
]

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
 * Reads the header at the start of a file (`head`: UTF-8, up to HEAD_BYTES).
 * Throws DomainError FILE_NOT_A_TABLE or FILE_LAYOUT_UNKNOWN.
 */
export function parseHead(head: Buffer, filename: string): Table {
  refuseOtherFiles(head, filename)
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
  if (!widest || (widest.names.length < 2 && !headers.some((header) => findLayout(header.names)))) {
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
    const found = findLayout(header.names)
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

type Header = { delimiter: string; names: string[]; bytes: number }

function parseHeader(rest: Buffer, delimiter: string): Header | null {
  let bytes = 0
  try {
    const [names = []] = parse(rest, {
      delimiter,
      to: 1,
      relax_quotes: true,
      on_record: (record: string[], info) => {
        bytes = info.bytes
        return record
      },
    })
    return { delimiter, names, bytes }
  } catch {
    return null
  }
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

function refuseOtherFiles(head: Buffer, filename: string): void {
  const start = head.toString('latin1', 0, 512)
  const name = quoted(filename)
  if (start.trim() === '') throw new DomainError('FILE_NOT_A_TABLE', `${name} is empty.`)
  for (const { bytes, sentence, hint } of MAGIC) {
    if (start.startsWith(bytes)) throw new DomainError('FILE_NOT_A_TABLE', sentence, { hint })
  }
  const first = start.trimStart()
  if (first.startsWith('<')) {
    throw new DomainError('FILE_NOT_A_TABLE', `${name} is an HTML or XML page, not a table.`, {
      hint: 'Download the CSV file itself: a link to it may lead to a page that shows it.',
    })
  }
  if (/^(\{|\[\s*[[{"\]])/.test(first)) {
    throw new DomainError('FILE_NOT_A_TABLE', `${name} is JSON, not a table.`)
  }
  if (head.includes(0)) throw new DomainError('FILE_NOT_A_TABLE', `${name} is binary data, not a table.`)
}

function listed(names: string[]): string {
  const shown = names.slice(0, 8).map(quoted).join(', ')
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown
}
