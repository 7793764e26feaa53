import { endsInTime } from './decoration'
import { numberAtStart, type NumberAtStart, type NumberForm } from './number-at-start'
import { isTooLong, separate, separateBy } from './separate'
import { withoutMarks } from './marks'

/** What numbers at the start of lines or names mean, as all of them show together. */
export type Numbering = {
  /** Forms of numbers that count the lines one by one, with the step from one line to the next: up or down. */
  counting: ReadonlyMap<NumberForm, number>
  /** Forms of numbers that stand on every line and rise, with gaps. */
  rising: ReadonlySet<NumberForm>
}

/** What the lines of a list show together and none of them alone. */
export type ListStyle = Numbering & {
  /** Lines that were looked at. */
  lines: number
  /** Lengths stand bare at the ends of the lines. */
  lengthsBehind: boolean
  /** Lines are written "title by artist". */
  isBy: boolean
  /** The first line names what the lines hold. */
  header: { line: string; titleFirst: boolean } | null
}

/** This share of the lines must show what counts as a pattern. */
const MOST = 0.6
const HALF = 0.5
const NEARLY_ALL = 0.9
/** Without zeros before it a larger number on some line is a name as well as a number (311, 702). */
const MAX_RISING = 99

/** Looks over lines that are neither blank nor comments, in their order. */
export function findListStyle(given: readonly string[]): ListStyle {
  const header = findHeader(given[0] ?? '')
  const lines = (header ? given.slice(1) : given).filter((line) => !isTooLong(line)).map(withoutMarks)
  const most = Math.max(2, lines.length * MOST)
  const dashed = lines.filter((line) => separate(line) !== null).length
  return {
    ...findNumbering(lines),
    lines: lines.length,
    lengthsBehind: lines.filter(endsInTime).length >= Math.max(2, lines.length * NEARLY_ALL),
    isBy: dashed < lines.length * (1 - MOST) && lines.filter((line) => separateBy(line)).length >= most,
    header,
  }
}

/** What numbers at the start of these lines mean. */
export function findNumbering(lines: readonly string[]): Numbering {
  const numbers = lines.map(numberAtStart)
  const forms = [...new Set(numbers.flatMap((number) => (number ? [number.form] : [])))]
  const counting = forms.flatMap((form) =>
    [1, -1].filter((step) => isCounting(form, numbers, step)).map((step) => [form, step] as const),
  )
  return { counting: new Map(counting), rising: new Set(forms.filter((form) => isRising(form, numbers))) }
}

/** "Artist – Title" or "Title – Artist" above a list says in which order its lines are written. */
function findHeader(line: string): ListStyle['header'] {
  const [first, second] = separate(line) ?? []
  if (first === undefined || second === undefined) return null
  const isArtist = (text: string) =>
    /^(?:artists?|performer|band|interpret|künstler|artista|artiste)$/i.test(text)
  const isTitle = (text: string) =>
    /^(?:song(?: ?title)?|titles?|titel|track(?: ?name)?|titre|título)$/i.test(text)
  if (isArtist(first) && isTitle(second)) return { line, titleFirst: false }
  return isTitle(first) && isArtist(second) ? { line, titleFirst: true } : null
}

type Numbers = readonly (NumberAtStart | null)[]

function isCounting(form: NumberForm, numbers: Numbers, step: number): boolean {
  const values = valuesOf(form, numbers)
  const steps = values.filter((value, index) => index > 0 && value === (values[index - 1] ?? 0) + step).length
  // Bands have names such as 2 Chainz and 3 Doors Down: two that follow each other are no pattern yet.
  const enough = form === 'plain' && (step < 0 || (values[0] ?? 0) > 1) ? 3 : 1
  return steps >= enough && steps + 1 >= numbers.length * HALF
}

function isRising(form: NumberForm, numbers: Numbers): boolean {
  const own = numbers.flatMap((number) => (number?.form === form ? [number] : []))
  if (own.length < Math.max(2, numbers.length * NEARLY_ALL)) return false
  const isPadded = own.some((number) => number.isPadded)
  if (isPadded && own.every((number) => number.isPadded || number.value > 9)) return true
  const values = valuesOf(form, numbers)
  return (
    form !== 'plain' &&
    values.every((value, index) => value <= MAX_RISING && (index === 0 || value > (values[index - 1] ?? 0)))
  )
}

const valuesOf = (form: NumberForm, numbers: Numbers): number[] =>
  numbers.flatMap((number) => (number?.form === form ? [number.value] : []))
