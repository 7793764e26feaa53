/**
 * Columns of a batch as PostgreSQL writes arrays (documentation, section 8.15.2): cast them to the array's type. The
 * driver writes the same from a list, in three times the time, and takes a list of flags for one flag.
 */
export function toTextArray(values: readonly (string | null)[]): string {
  // JSON writes a list of texts in the same way, in one piece, as long as none has to be written as a code.
  const json = JSON.stringify(values)
  return `{${CODE.test(json) ? toElements(values) : json.slice(1, -1)}}`
}

/** A backslash in front of anything but a quotation mark or a backslash; there may be none, and yet two that look so. */
const CODE = /\\[^"\\]/
const ESCAPED = /["\\]/g

const toElements = (values: readonly (string | null)[]): string =>
  values.map((value) => (value === null ? 'null' : `"${value.replace(ESCAPED, '\\$&')}"`)).join(',')

/** The same of numbers, ids, prints and flags: of what has neither a comma nor anything else that means something there. */
export function toPlainArray(values: readonly (number | string | boolean | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`
}

/** The one value where all are equal, as most are that a file gives: the database takes it for those that are missing. */
export function toOneWhereEqual<T>(values: readonly T[]): readonly T[] {
  const [first] = values
  return values.every((value) => value === first) ? values.slice(0, 1) : values
}

/** The ids or numbers that `string_agg` joined with commas: the driver takes 2 µs for a row of its own, and next to nothing for one text. */
export const fromList = (joined: string | null): string[] => (joined === null ? [] : joined.split(','))
