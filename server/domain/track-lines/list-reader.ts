import { withoutExtension, withoutLength } from './decoration'
import { findListStyle, type ListStyle } from './list-style'
import { withoutMarks } from './marks'
import { numberAtStart, type NumberAtStart, type NumberForm } from './number-at-start'
import { insideQuotes, isTooLong, separate, separateBy, type Named } from './separate'

/** A line of a list: a track's name, a line that is none and need not be, or one that cannot be read. */
export type ListLine = ({ kind: 'name' } & Named) | { kind: 'comment' } | { kind: 'unknown' }

export type ListReader = {
  style: ListStyle
  /** Lines come in their order; `next` is the one behind, where there is one. */
  read: (line: string, next?: string) => ListLine
}

/**
 * A reader of "artist – title" lines that knows what the lines of the list show together (`sample`: all of them, or those
 * at the start, neither blank nor comments): whether numbers at their start count them or belong to names.
 */
export function createListReader(sample: readonly string[]): ListReader {
  const style = findListStyle(sample.filter((line) => line.trim() !== '' && !isComment(line)))
  const last = new Map<NumberForm, number>()

  function withoutNumber(line: string, next: string | undefined): string {
    const number = numberAtStart(line)
    if (!number || number.rest === '') return line
    const follower = next === undefined ? null : numberAtStart(withoutMarks(next))
    const step = style.counting.get(number.form) ?? 1
    const isNext =
      last.get(number.form) === number.value - step ||
      (follower?.form === number.form && follower.value === number.value + step)
    if (!isNumbering(number, isNext)) return line
    last.set(number.form, number.value)
    return number.rest
  }

  function isNumbering(number: NumberAtStart, isNext: boolean): boolean {
    const { form, rest } = number
    if (separateAs(rest) === null) return false
    if (number.isSure || style.rising.has(form)) return true
    if (style.counting.has(form)) return isNext
    if (number.isPadded) return true
    if (form === 'hash') return style.lines < 2
    return form === 'dash' && number.value <= MAX_TRACKS && !endsInVersion(rest)
  }

  const separateAs = (line: string): [string, string] | null =>
    separate(line) ?? (style.isBy ? separateBy(line) : null)

  return {
    style,
    read(line, next) {
      if (isTooLong(line)) return { kind: 'unknown' }
      if (line === style.header?.line || isComment(line)) return { kind: 'comment' }
      const bare = withoutMarks(withoutNumber(withoutMarks(line), next))
      const plain = withoutExtension(bare)
      const short = withoutExtension(withoutLength(plain, style.lengthsBehind))
      const text = separateAs(short) ? short : plain
      const found = separate(text)
      if (found) return toName(found, style.header?.titleFirst ?? false)
      const by = style.isBy ? separateBy(text) : null
      return by ? toName(by, true) : { kind: 'unknown' }
    },
  }
}

/** An album has no more, so that a larger number before a dash is a name. */
const MAX_TRACKS = 99
/** What follows a title behind a dash and is none itself: "311 - Down - Remastered 2019" has a name before the first one. */
const VERSION =
  /^(?:(?:\d{4} )?(?:digital )?(?:re-?)?(?:master|mix)(?:ed)?(?: \d{4})?(?: version)?|live(?: (?:at|in|from|on) .*)?|acoustic(?: version)?|(?:radio|single|album|extended) (?:edit|version|mix)|.{1,60} remix|demo|instrumental|mono|stereo)$/i

/** True where what stands behind the first dash says which recording it is. */
export const endsInVersion = (text: string): boolean => VERSION.test(separate(text)?.[1] ?? '')

function toName([first, second]: [string, string], titleFirst: boolean): ListLine {
  // Quotation marks are for titles.
  const swapped = titleFirst || (insideQuotes(first) !== null && insideQuotes(second) === null)
  const [artist, title] = swapped ? [second, first] : [first, second]
  return { kind: 'name', artist: insideQuotes(artist) ?? artist, title: insideQuotes(title) ?? title }
}

/** A line that begins with # says nothing of a track, unless a number follows ("#1 Artist – Title"). */
export function isComment(line: string): boolean {
  const text = line.trimStart()
  if (!text.startsWith('#')) return false
  return !/^#\d{1,4}(?!\d)/.test(text) && separate(numberAtStart(text)?.rest ?? '') === null
}
