import { LIMITS } from '../../domain/input/limits'
import { isMissing } from './missing'
import { parseNumber } from './numbers'

/** Milliseconds in what a bare number of a column counts; null where the column does not say it. */
export type DurationUnit = 1 | 1000 | 60_000 | null

const WHOLE = /^[1-9]\d*$/
const CLOCK = /^(?:0 days? )?(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?$/
const PARTS =
  /^(?:pt)? ?(?:(\d{1,2}) ?h(?:rs?|ours?)?)? ?(?:(\d{1,4}) ?(?:m|min|mins|minutes?|['’′]))? ?(?:(\d{1,5})(?:[.,](\d{1,6}))? ?(?:s|secs?|seconds?|sek|["”″]|'')?)?\.?$/
/** Units behind a number. */
const UNITS = {
  ...{ ms: 1, msec: 1, millis: 1, milliseconds: 1, millisekunden: 1 },
  ...{ s: 1000, sec: 1000, secs: 1000, second: 1000, seconds: 1000, sek: 1000, sekunden: 1000 },
  ...{ m: 60_000, min: 60_000, mins: 60_000, minutes: 60_000, minuten: 60_000 },
}
/** A track of a table lasts from half a second to ten hours; what is beyond was meant in another unit. */
const PLAUSIBLE = { min: 500, max: 36_000_000 }
const MAX_LENGTH = 32

/**
 * A length in milliseconds of "3:45", "1:02:03", "225 s", "PT3M45S" or a bare number of `unit`; null where the cell
 * says that there is none (0 too), undefined where it is not understood.
 */
export function parseDuration(cell: string, unit: DurationUnit): number | null | undefined {
  if (cell.length > MAX_LENGTH) return undefined
  // Most columns are whole numbers of one unit.
  if (unit !== null && WHOLE.test(cell)) return withinLimits(Number(cell) * unit)
  if (isMissing(cell) || /^0+(?:[.,:]0+)*$/.test(cell)) return null
  const clock = CLOCK.exec(cell)
  if (clock) return fromClock(clock)
  // A bare number without a unit of its own, and without one of its column, may be anything.
  const number = parseNumber(cell, { ...PLAUSIBLE, units: UNITS, scale: unit ?? NaN })
  if (number !== undefined && number !== null) return Math.round(number)
  if (unit !== null && /^[1-9]\d*\.0+$/.test(cell)) return withinLimits(Number(cell) * unit)
  return fromParts(cell.toLowerCase())
}

function fromClock([, hours = '0', minutes = '0', seconds = '0', fraction = '']: string[]):
  number | undefined {
  if (Number(seconds) >= 60 || (hours !== '0' && Number(minutes) >= 60)) return undefined
  return withinLimits(toMs(Number(hours), Number(minutes), Number(`${seconds}.${fraction}`)))
}

function fromParts(text: string): number | undefined {
  const found = PARTS.exec(text)
  if (!found || /^\d*$/.test(text)) return undefined
  const [, hours, minutes, seconds, fraction = ''] = found
  if (hours === undefined && minutes === undefined && !/[a-z"”″]/.test(text)) return undefined
  return withinLimits(toMs(Number(hours ?? 0), Number(minutes ?? 0), Number(`${seconds ?? '0'}.${fraction}`)))
}

const toMs = (hours: number, minutes: number, seconds: number): number =>
  Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000)

function withinLimits(ms: number): number | undefined {
  const { min, max } = LIMITS.durationMs
  return ms >= min && ms <= max ? Math.round(ms) : undefined
}
