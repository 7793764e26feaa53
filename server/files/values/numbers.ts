import { isMissing } from './missing'

/** What a number may be: where it lies, and the units behind it, each with its factor. `scale` is for a bare number. */
export type NumberSyntax = {
  min: number
  max: number
  units?: Readonly<Record<string, number>> | undefined
  scale?: number
}

/** A number with its unit takes less; whatever is longer is none. */
const MAX_LENGTH = 48
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i
const WITH_UNIT = /^([+-]?) ?([\d.,' ]*\d[.,]?)(?:e([+-]?\d{1,3}))? ?(\D{0,12})$/i
const GROUPED_BY_SPACE = /^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?$/
const GROUPED = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/

/**
 * The number in a cell: null where it says that there is none, undefined where it is not understood or out of its
 * range. A comma or a point that may group thousands or begin decimals is read as what lies in the range; where both
 * do, a point begins decimals and a comma is not understood.
 */
export function parseNumber(cell: string, syntax: NumberSyntax): number | null | undefined {
  if (cell.length > MAX_LENGTH) return undefined
  const { min, max, scale = 1 } = syntax
  if (PLAIN.test(cell)) {
    const value = scaled(Number(cell), scale)
    if (value >= min && value <= max) return value
  }
  if (isMissing(cell)) return null
  const text = cell
    .normalize('NFKC')
    .replace(/[−–‒﹣－]/g, '-')
    .replace(/[’`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
  const found = WITH_UNIT.exec(text)
  if (!found) return undefined
  const [, sign = '', digits = '', exponent = '0', unit = ''] = found
  const factor = unit === '' ? scale : (syntax.units?.[unit.trim().toLowerCase()] ?? null)
  if (factor === null) return undefined
  const values = toReadings(digits)
    .map((reading) => scaled(Number(`${sign}${reading}e${exponent}`), factor))
    .filter((value) => value >= min && value <= max)
  const [first, second] = values
  return second !== undefined && second !== first && digits.includes(',') ? undefined : first
}

/** What digits with commas and points may say, in JavaScript's own way; none where it is no number. */
function toReadings(digits: string): string[] {
  if (/[ ']/.test(digits)) {
    if (!GROUPED_BY_SPACE.test(digits)) return []
    return toReadings(digits.replace(/[ ']/g, ''))
  }
  const last = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'))
  if (last === -1) return [digits]
  const whole = digits.slice(0, last)
  const mark = digits.charAt(last)
  const decimal = `${whole.replace(/[.,]/g, '')}.${digits.slice(last + 1)}`
  if (!/[.,]/.test(whole)) {
    return GROUPED.test(digits) ? [decimal, digits.replace(mark, '')] : [decimal]
  }
  // Thousands are grouped by one mark: what differs behind the last group begins the decimals.
  const isOneMark = !whole.includes(mark === ',' ? '.' : ',')
  if (isOneMark) return GROUPED.test(digits) ? [digits.replace(/[.,]/g, '')] : []
  return GROUPED.test(whole) && !whole.includes(mark) ? [decimal] : []
}

/** A share of hundred as the decimal that it is: 55.8 hundredths are .558, not .5579999999999999. */
function scaled(value: number, factor: number): number {
  return factor === 1 ? value : factor < 1 ? value / Math.round(1 / factor) : value * factor
}
