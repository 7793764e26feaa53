import { FEATURES, FEATURE_NAMES, type FeatureName } from '../../domain/features/features'
import { parseKey, parseNumber, type DurationUnit } from '../values'
import { MAX_HEADER, readHeader } from './header-words'
import type { Columns } from './fields'
import { cellsAt, isClock, isNumeric, shareOf, type Cells, type Sample } from './samples'

const PERCENT = /%|percent|pct|prozent/i

/**
 * The columns of shares that count hundredths: their header says so, or their cells are over 1, most of them or all whole.
 * Beside such a column another one of whole numbers counts them too: there "1" is a hundredth.
 */
export function findPercents(
  columns: Columns,
  header: readonly string[],
  sample: Sample,
): ReadonlySet<FeatureName> {
  const shares = FEATURE_NAMES.flatMap((name) => {
    const place = columns.get(name)
    if (place === undefined || FEATURES[name].unit !== 'share') return []
    const values = cellsAt(sample, place)
      .map((cell) => parseNumber(cell, { min: 0, max: 100 }))
      .filter((value): value is number => typeof value === 'number' && value > 0)
    const over = values.filter((value) => value > 1).length
    const isWhole = values.every(Number.isInteger)
    const isSaid = PERCENT.test(header[place] ?? '')
    return [{ name, isWhole, isPercent: isSaid || over > values.length / 2 || (over > 0 && isWhole) }]
  })
  const isAny = shares.some(({ isPercent }) => isPercent)
  return new Set(shares.filter((each) => each.isPercent || (isAny && each.isWhole)).map(({ name }) => name))
}

/** What German, Slavic and Scandinavian names of keys have and English ones have not. */
const GERMAN = /^(?:h\b|hm|[cdefgah](?:is|es)\b|[ae]s\b)|\b(?:dur|moll?)\b/i

/** True where "B" is B flat, because B natural is written "H". */
export function isGermanKey(cells: Cells): boolean {
  return cells.some((cell) => cell.length <= 20 && GERMAN.test(cell) && parseKey(cell) !== undefined)
}

/** True where a spreadsheet made hours and minutes of minutes and seconds: 3:45 became 03:45:00. */
export function areHoursMinutes(cells: Cells): boolean {
  return cells.length > 0 && cells.every((cell) => /^(?:0?[1-9]|[1-5]\d):[0-5]\d:00$/.test(cell))
}

/** A middle length between these counts seconds, above the second milliseconds; what lies between may be either. */
const SECONDS = { min: 30, max: 3600 }
const MILLISECONDS = 10_000

/** What a bare number of a column of lengths counts, by the header or by the middle one of its first cells. */
export function toDurationUnit(header: string, cells: Cells): DurationUnit {
  const { concepts, words } = readHeader(header.slice(0, MAX_HEADER))
  if (concepts.has('ms')) return 1
  if (concepts.has('seconds') || (words.at(-1) === 's' && words.length > 1)) return 1000
  if (concepts.has('minutes')) return 60_000
  if (shareOf(cells, isClock) === 1) return null
  const values = cells
    .filter(isNumeric)
    .map((cell) => parseNumber(cell, { min: 0, max: 1e9 }))
    .filter((value): value is number => typeof value === 'number' && value > 0)
    .sort((a, b) => a - b)
  const middle = values[Math.floor(values.length / 2)] ?? 0
  if (middle >= MILLISECONDS) return 1
  return middle >= SECONDS.min && middle <= SECONDS.max ? 1000 : null
}
