import { isMissing } from './missing'
import { findMonth } from './months'

const NUMBER = /^(\d{1,2})(?:[.,]0+)?$/
const FRACTION = /^(\d{1,2}) ?[/:] ?(\d{1,2})$/
/** What a spreadsheet makes of 4/4, in the order of its language. */
const AS_DATE = /^(\d{1,2})[-. ]{1,2}(\p{L}{3,12})\.?$/u
const BEATS = { min: 1, max: 12 }

/**
 * Beats a bar of "4", "4/4", or "4-Apr", which a spreadsheet makes of it; null where the cell says nothing (0 too),
 * undefined where it is not understood.
 */
export function parseMeter(cell: string): number | null | undefined {
  if (cell.length > 24) return undefined
  if (isMissing(cell)) return null
  const beats = NUMBER.exec(cell)?.[1] ?? FRACTION.exec(cell)?.[1]
  if (beats !== undefined) return Number(beats) === 0 ? null : within(Number(beats))
  const date = AS_DATE.exec(cell.normalize('NFKC'))
  const month = date ? findMonth(date[2] ?? '') : null
  return month === null ? undefined : fromDate(Number(date?.[1]), month)
}

/** One of the two is the beats and the other the unit, a quarter more often than an eighth. */
function fromDate(day: number, month: number): number | undefined {
  const unit = [4, 8].find((each) => day === each || month === each)
  if (unit === undefined) return undefined
  return within(month === unit ? day : month)
}

function within(beats: number): number | undefined {
  return beats >= BEATS.min && beats <= BEATS.max ? beats : undefined
}
