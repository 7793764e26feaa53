/** Artist and title of a track take far less; a longer line is not one, and reading stays cheap. */
export const MAX_LINE_LENGTH = 1000

export const isTooLong = (line: string): boolean => line.length > MAX_LINE_LENGTH

export type Named = { artist: string; title: string }

/** The dash that separates stands between spaces: "Jay-Z – 99 Problems". A tab separates as well. */
const SPACED = /\s[-‐‑‒–—―−﹣－]{1,3}\s|\t/
/** Where no dash stands between spaces: a long one without any, or one with a space on one side. */
const TIGHT = /[–—―]|\s[-‐‑]|[-‐‑]\s/g

/**
 * Two texts that a dash or a tab separates; of several the first one does. Null where none does, or nothing stands on one side.
 * A long dash without spaces, or a hyphen with one, separates where it is the only one.
 */
export function separate(line: string): [string, string] | null {
  if (isTooLong(line)) return null
  const found: { index: number; 0: string } | null = SPACED.exec(line) ?? onlyOne(line)
  if (!found) return null
  const before = line.slice(0, found.index).trim()
  const behind = line.slice(found.index + found[0].length).trim()
  return hasName(before) && hasName(behind) ? [before, behind] : null
}

/** The last " by " of a line: "Stand by Me by Somebody". */
export function separateBy(line: string): [string, string] | null {
  if (isTooLong(line)) return null
  const at = line.toLowerCase().lastIndexOf(' by ')
  if (at === -1) return null
  const title = line.slice(0, at).trim()
  const artist = line.slice(at + 4).trim()
  return title === '' || artist === '' ? null : [title, artist]
}

function onlyOne(line: string): RegExpExecArray | null {
  const [first, second] = [...line.matchAll(TIGHT)]
  if (!first || second) return null
  // 1990–2000 is a span of years and no name.
  const around = `${line.charAt(first.index - 1)}${line.charAt(first.index + first[0].length)}`
  return /^\d\d$/.test(around) ? null : first
}

/** Something that can be a name: not a mark alone. */
const hasName = (text: string): boolean => text !== '' && !/^[-‐‑‒–—―−]+$/.test(text)

const PAIRS: Record<string, string> = {
  '"': '"',
  '“': '”',
  '„': '“',
  '«': '»',
  '‘': '’',
  '「': '」',
  '『': '』',
}

/** The text inside of quotation marks that enclose all of it; null for any other. */
export function insideQuotes(text: string): string | null {
  const first = text[0] ?? ''
  const last = text.at(-1) ?? ''
  const closes = last === PAIRS[first] || ((first === '“' || first === '„') && (last === '"' || last === '”'))
  if (text.length < 3 || !closes) return null
  const inner = text.slice(1, -1)
  return inner.includes(first) || inner.includes(last) ? null : inner.trim()
}
