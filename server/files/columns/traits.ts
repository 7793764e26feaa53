import { FEATURES, type FeatureName } from '../../domain/features'
import { parseKey, parseNumber, type DurationUnit } from '../values'
import { MAX_HEADER, readHeader } from './header-words'
import { isClock, isNumeric, shareOf, type Cells } from './samples'

const PERCENT = /%|percent|pct|prozent/i

/** True where a column of shares counts hundredths: its header says so, or most of its cells are over 1. */
export function isPercent(name: FeatureName, header: string, cells: Cells): boolean {
  if (FEATURES[name].unit !== 'share') return false
  if (PERCENT.test(header)) return true
  const values = cells
    .map((cell) => parseNumber(cell, { min: 0, max: 100 }))
    .filter((value): value is number => typeof value === 'number' && value > 0)
  return values.filter((value) => value > 1).length > values.length / 2
}

/** What German, Slavic and Scandinavian names of keys have and English ones have not. */
const GERMAN = /^(?:h\b|hm|[cdefgah](?:is|es)\b|[ae]s\b)|\b(?:dur|moll?)\b/i

/** True where "B" is B flat, because B natural is written "H". */
export function isGermanKey(cells: Cells): boolean {
  return cells.some((cell) => cell.length <= 20 && GERMAN.test(cell) && parseKey(cell) !== undefined)
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
