import { LIMITS } from '../../domain/input/limits'
import { isMissing } from './missing'
import { findMonth } from './months'

/** A release date as YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known, with its year. */
export type ReleaseDate = { date: string; year: number }

const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const YEAR_FIRST = /^(\d{4}) ?[-/.年] ?(\d{1,2})(?: ?[-/.月] ?(\d{1,2}))? ?[日.月]?$/
const YEAR_LAST = /^(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?[-/.] ?(\d{4}|\d{2})\.?$/
const MONTH_YEAR = /^(\d{1,2})[-/.](\d{4})$/
const TIME = /[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:[ap]\.?m\.?)? ?(?:Z|UTC|[+-]\d{2}:?\d{0,2})?$/i
const WORDS = /[\s,./-]+/
/** Of two digits: as spreadsheets read them. */
const CENTURY_PIVOT = 30
/** Days since 30 December 1899, as spreadsheets count: 1950 to 2079. */
const SERIAL = /^(?:[2-5]\d{4}|6[0-5]\d{3})(?:[.,]0+)?$/
const NOTHING = /^0{1,4}(?:[-/.]0{1,2}){0,2}$|^0?[.,]0+$/
const MAX_LENGTH = 48

/**
 * The date in a cell, as far as it is certain: of 03/04/1998 that is the year. Null where the cell says that there is
 * none, undefined where it is not understood or out of range.
 */
export function parseReleaseDate(cell: string): ReleaseDate | null | undefined {
  if (cell.length > MAX_LENGTH) return undefined
  const iso = ISO.exec(cell)
  if (iso && iso[2] !== '00' && iso[3] !== '00' && cell !== '0000') {
    return toDate(Number(iso[1]), Number(iso[2] ?? 0), Number(iso[3] ?? 0))
  }
  if (isMissing(cell) || NOTHING.test(cell)) return null
  const text = cell.normalize('NFKC').trim().replace(TIME, '').trim()
  if (/^\d{4}[.,]0+$/.test(text)) return toDate(Number(text.slice(0, 4)), 0, 0)
  if (/^\d{8}$/.test(text)) {
    return toDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)))
  }
  if (SERIAL.test(text)) return fromSerial(parseInt(text, 10))
  const first = YEAR_FIRST.exec(text)
  if (first) return toDate(Number(first[1]), Number(first[2]), Number(first[3] ?? 0))
  const last = YEAR_LAST.exec(text)
  if (last) {
    return fromYearLast(Number(last[1]), Number(last[3]), { year: last[4] ?? '', mark: last[2] ?? '' })
  }
  const month = MONTH_YEAR.exec(text)
  if (month) return toDate(Number(month[2]), Number(month[1]), 0)
  return fromWords(text)
}

function fromYearLast(a: number, b: number, { year, mark }: { year: string; mark: string }) {
  const whole = toYear(year)
  // Points are written where the day comes first; elsewhere a day over 12 says which one it is.
  if (mark === '.' || a > 12) return toDate(whole, b, a)
  if (b > 12 || a === b) return toDate(whole, a, b)
  return toDate(whole, 0, 0)
}

/** "24. März 1998", "Mar 24, 1998", "24-Mar-98", "March 1998", "24 de marzo de 1998". */
function fromWords(text: string): ReleaseDate | undefined {
  const words = text.split(WORDS).filter((word) => word !== '' && !/^(?:de|del|of|the|г|year)$/i.test(word))
  const numbers = words.filter((word) => /^\d+(?:st|nd|rd|th|er|º)?$/i.test(word))
  const names = words.filter((word) => !numbers.includes(word)).map(findMonth)
  const [month] = names
  if (names.length !== 1 || !month || numbers.length > 2) return undefined
  const [one = '', two] = numbers
  if (two === undefined) return /^\d{4}$/.test(one) ? toDate(Number(one), month, 0) : undefined
  return /^\d{4}$/.test(one)
    ? toDate(Number(one), month, parseInt(two, 10))
    : toDate(toYear(two), month, parseInt(one, 10))
}

function toYear(text: string): number {
  const year = Number(text)
  return text.length > 2 ? year : year + (year < CENTURY_PIVOT ? 2000 : 1900)
}

function fromSerial(days: number): ReleaseDate | undefined {
  const date = new Date(Date.UTC(1899, 11, 30 + days))
  return toDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
}

/** A month or day that is 0 is unknown; undefined for a day that the calendar does not have. */
function toDate(year: number, month: number, day: number): ReleaseDate | undefined {
  const { min, max } = LIMITS.year
  if (!(year >= min && year <= max) || month > 12) return undefined
  if (month === 0) return { date: String(year), year }
  const known = `${String(year)}-${two(month)}`
  if (day === 0) return { date: known, year }
  return hasDay(year, month, day) ? { date: `${known}-${two(day)}`, year } : undefined
}

const two = (part: number): string => (part < 10 ? `0${String(part)}` : String(part))

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether the month of the Gregorian calendar has the day; a Date that says so takes ten times as long. */
function hasDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0)
  return day >= 1 && day <= days
}
