import { DomainError } from '../../domain/errors'
import { createRowReader } from '../rows/create-row-reader'
import { quoted } from '../row-error'
import type { Format } from './format'
import { readRecords } from './records'
import { parseHead } from './table'

/** A table with a header line: the header tells the layout (layouts/), every further row becomes a track. */
export const tableOfTracks: Format = {
  async *read({ head, whole }, { filename, maxRowBytes }) {
    const table = parseHead(head, filename)
    const toEvent = createRowReader(table)
    const shortRows = table.layout.shortRows ?? false
    let rows = 0
    for await (const records of readRecords(whole(table.offset), { ...table, maxRowBytes, shortRows })) {
      rows += records.length
      yield records.map(toEvent)
    }
    if (rows === 0) throw new DomainError('FILE_NOT_A_TABLE', `${quoted(filename)} has a header and no rows.`)
  },
}
