import { MAX_COLUMNS, type Columns, type Field } from './fields'
import { canHold, cellsAt, fieldOf, isNumeric, shareOf } from './samples'
import { findNumberedArtists } from './numbered'
import { toMeaning } from './to-field'

type Candidate = { field: Field; rank: number; index: number }

/**
 * Where each field stands: by the meaning of the header names, never by position, and where these say nothing by the
 * cells of the first rows (`sample`). Of several columns of a field the surest counts, and of equals the first.
 */
export function findColumns(header: readonly string[], sample: readonly (readonly string[])[] = []): Columns {
  const names = header.slice(0, MAX_COLUMNS)
  const candidates = names.flatMap((name, index): Candidate[] => {
    const meaning = toMeaning(name)
    return meaning && canHold(meaning, cellsAt(sample, index)) ? [{ ...meaning, index }] : []
  })
  candidates.sort((a, b) => a.rank - b.rank || a.index - b.index)
  const columns = new Map<Field, number>()
  for (const { field, index } of withoutNumbering(candidates, sample)) {
    if (!columns.has(field)) columns.set(field, index)
  }
  const [firstArtist] = findNumberedArtists(names)
  if (firstArtist !== undefined && !columns.has('artists')) columns.set('artists', firstArtist)
  const taken = new Set(candidates.map(({ index }) => index))
  names.forEach((name, index) => {
    if (taken.has(index) || toMeaning(name)) return
    const field = fieldOf(cellsAt(sample, index), name.trim() !== '')
    if (field && !columns.has(field)) columns.set(field, index)
  })
  return columns
}

/** A column "Track" that counts is no title where another column is. */
function withoutNumbering(candidates: Candidate[], sample: readonly (readonly string[])[]): Candidate[] {
  const isCounting = ({ index }: Candidate) => shareOf(cellsAt(sample, index), isNumeric) === 1
  const titles = candidates.filter(({ field }) => field === 'title')
  if (titles.length < 2 || titles.every(isCounting)) return candidates
  return candidates.filter((candidate) => candidate.field !== 'title' || !isCounting(candidate))
}
