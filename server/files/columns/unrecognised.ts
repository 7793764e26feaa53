import { MAX_COLUMNS, type Columns } from './fields'
import { MAX_HEADER, readHeader } from './header-words'
import { cellsAt, looksLikeNames } from './samples'
import { maySpeakOfNames, toMeaning } from './to-field'

/** What else tables have in words beside titles and artists. */
const OTHER =
  /label|comment|descri|user|added|hinzu|type|path|file|folder|location|owner|copyright|mood|tag|note|lyric|source|service|platform|country|language|status|kind|category|decade|region|chart|album|genre|subgenre|date|time|playlist|composer|writer|producer|publisher|key|mode|vendor|store|format|codec|market|uuid|hash|analysis|url|uri|href|link|id\b/i

/** A column that looks like titles or names of artists and was not recognised as such; null where there is none. */
export function findUnrecognised(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  columns: Columns,
): string | null {
  const used = new Set(columns.values())
  const found = header.find((name, index) => {
    if (used.has(index) || index >= MAX_COLUMNS || name.length > MAX_HEADER || toMeaning(name)) return false
    const cells = cellsAt(sample, index)
    return (maySpeakOfNames(readHeader(name)) || !OTHER.test(name)) && looksLikeNames(cells)
  })
  return found ?? null
}
