import { splitAtCommas } from './comma-names'
import { parseQuotedList } from './quoted-list'

/** How one column writes several names into one cell. */
export type NameSyntax = (text: string) => string[]
/** The syntax of a column, told by its first cells. */
export type ColumnSyntax = (cells: readonly string[]) => NameSyntax

/** One name, whatever stands in it: "Tyler, The Creator". */
export const oneName: ColumnSyntax = () => (text) => [text]

/** `A;B` (Kaggle's dataset.csv). */
export const semicolonNames: ColumnSyntax = () => splitAtSemicolons

/** `A, B` with `\,` for a comma inside a name (exportify.app). */
export const escapedCommaNames: ColumnSyntax = () => (text) =>
  clean(text.split(/(?<!\\), /).map((name) => name.replaceAll('\\,', ',')))

/**
 * `A;B` since 2025-07, `A,B` before (exportify.net). The comma is written without a space after it, so a comma with
 * one belongs to a name.
 */
export const exportifyNames: ColumnSyntax = (cells) => {
  const hasSemicolons = cells.some((cell) => cell.includes(';'))
  return (text) =>
    hasSemicolons || text.includes(';') ? splitAtSemicolons(text) : clean(splitBareCommas(text))
}

/** The texts of a list, `['A', "B's"]`; a text without brackets is one name. */
export const listedNames: ColumnSyntax = () => (text) => clean(parseQuotedList(text) ?? [text])

/**
 * A column of one artist each, of a table of unknown origin: only lists that cannot be mistaken for a name, and at commas
 * what stands alone in other rows.
 */
export const anyNames: ColumnSyntax = (cells) => {
  const known = toKnown(cells)
  return (text) => {
    const names = parseQuotedList(text) ?? splitAtSemicolons(text)
    const parts = names.length === 1 && text.includes(',') ? clean(text.split(',')) : names
    return clean(parts.every((part) => known.has(part.toLowerCase())) ? parts : names)
  }
}

/** A column of artists, of a table of unknown origin: what its first cells separate by, or ", ". */
export const manyNames: ColumnSyntax = (cells) => {
  const plain = cells.filter((cell) => parseQuotedList(cell) === null)
  const mark = [';', '|', ' / '].find((each) => plain.some((cell) => cell.includes(each)))
  if (mark !== undefined) return (text) => clean(parseQuotedList(text) ?? text.split(mark))
  const separator = plain.some((cell) => cell.includes(', ')) ? ', ' : ','
  const known = toKnown(plain)
  return (text) => clean(parseQuotedList(text) ?? splitAtCommas(withoutBrackets(text), separator, known))
}

/** `[A, B]`, as Java writes a list; "[dunkelbunt]" is a name. */
const withoutBrackets = (text: string): string =>
  /^\[[^[\]]+, [^[\]]+\]$/.test(text) ? text.slice(1, -1) : text

/** Names that stand alone in a cell, in lower case. */
const toKnown = (cells: readonly string[]): ReadonlySet<string> =>
  new Set(cells.filter((cell) => !cell.includes(',')).map((cell) => cell.toLowerCase()))

const splitAtSemicolons: NameSyntax = (text) => clean(text.split(';'))

/** Stands for a comma with a space while the others are split; no record holds it. */
const SPACED = '\u0000'

/** Commas with a space behind them belong to a name. */
function splitBareCommas(text: string): string[] {
  return splitAtCommas(text.replaceAll(', ', SPACED), ',').map((name) => name.replaceAll(SPACED, ', '))
}

function clean(names: string[]): string[] {
  const clean: string[] = []
  for (const name of names) {
    const trimmed = name.trim()
    if (trimmed !== '') clean.push(trimmed)
  }
  return clean
}
