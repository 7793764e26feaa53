import { DomainError } from '../../domain/errors'
import { quoted } from '../row-error'

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

/** Throws DomainError FILE_NOT_A_TABLE for a file that begins as none that Segue reads, with what to do about it. */
export function refuseOtherFiles(head: Buffer, filename: string): void {
  const start = head.toString('latin1', 0, 512)
  const name = quoted(filename)
  if (start.trim() === '') throw new DomainError('FILE_NOT_A_TABLE', `${name} is empty.`)
  for (const { bytes, sentence, hint } of MAGIC) {
    if (start.startsWith(bytes)) throw new DomainError('FILE_NOT_A_TABLE', sentence, { hint })
  }
  if (start.trimStart().startsWith('<')) {
    throw new DomainError('FILE_NOT_A_TABLE', `${name} is an HTML or XML page, not a table.`, {
      hint: 'Download the file itself: a link to it may lead to a page that shows it. Of XML, XSPF is read.',
    })
  }
  if (head.includes(0)) throw new DomainError('FILE_NOT_A_TABLE', `${name} is binary data, not a table.`)
}
