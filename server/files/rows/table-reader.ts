import type { UnreadValue } from '../../ingestion/files/import-rows'
import { FIELDS, type Columns, type Field } from '../columns'
import type { CsvRecord } from '../formats/records'

/** Where each field stands in a record; NOWHERE where the table lacks it. */
type Places = Record<Field, number>
const NOWHERE = -1

/** Reads the fields of one record after the other, and collects what of it is not understood. */
export type RecordReader = {
  /** The record that is read from now on. */
  next: (record: CsvRecord) => void
  has: (field: Field) => boolean
  /** The text of a field: trimmed, empty where there is none. */
  text: (field: Field) => string
  /** The texts at these places that are not empty. */
  cells: (places: readonly number[]) => string[]
  /** What `parse` makes of a field; null, and counted, where that is undefined. */
  value: <T>(field: Field, parse: (text: string) => T | null | undefined) => T | null
  /** Counts a text of a field as not understood. */
  refuse: (field: Field, text: string) => void
  unread: () => readonly UnreadValue[]
}

const NOTHING: readonly UnreadValue[] = []
/** Marks that no parser of tables takes for quotation marks. */
const OTHER_MARKS = /^(?:'.*'|“.*”|„.*[“”]|«.*»)$/su

/** An example of a value is shown, and a cell may be long. */
const MAX_EXAMPLE = 80

/** `missing` is a text that stands for "missing" in every column. */
export function createRecordReader(
  columns: Columns,
  header: readonly string[],
  missing: string | undefined,
): RecordReader {
  const at = Object.fromEntries(FIELDS.map((field) => [field, columns.get(field) ?? NOWHERE])) as Places
  // One record is read at a time: with functions made for each, half of the work would be to make them.
  let fields: readonly string[] = []
  let unread = NOTHING
  const isMarked = header.length > 0 && header.every((name) => OTHER_MARKS.test(name.trim()))
  const textAt = (place: number) => {
    const cell = place === NOWHERE ? '' : (fields[place]?.trim() ?? '')
    const found = isMarked && OTHER_MARKS.test(cell) ? cell.slice(1, -1).trim() : cell
    return found === missing ? '' : found
  }
  const text = (field: Field) => textAt(at[field])
  const refuse = (field: Field, value: string) => {
    const column = header[at[field]]?.trim() ?? ''
    unread = [...unread, { column: column === '' ? field : column, value: value.slice(0, MAX_EXAMPLE) }]
  }
  return {
    next: (record) => {
      fields = record.fields
      unread = NOTHING
    },
    has: (field) => at[field] !== NOWHERE,
    text,
    cells: (places) => places.map(textAt).filter((cell) => cell !== ''),
    refuse,
    value: (field, parse) => {
      const cell = text(field)
      if (cell === '') return null
      const value = parse(cell)
      if (value !== undefined) return value
      refuse(field, cell)
      return null
    },
    unread: () => unread,
  }
}
