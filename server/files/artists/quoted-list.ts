const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gis
const CONTROL: Record<string, string> = { n: '\n', r: '\r', t: '\t' }
const CLOSING: Record<string, string> = { '[': ']', '(': ')', '{': '}' }
/** Of a list of dictionaries the names are taken: `[{'name': 'A', 'id': '…'}]`. */
const NAME = /["']name["']\s*:\s*$/

/**
 * The texts of a list as Python, JSON, R or NumPy write it: `['A', "B's"]`, `["A"]`, `c("A", "B")`, `['A' 'B']`; null
 * for a text that is no such list.
 */
export function parseQuotedList(text: string): string[] | null {
  const list = text.startsWith('c(') ? text.slice(1) : text
  const open = list.charAt(0)
  const close = CLOSING[open]
  if (close === undefined) return null
  const inside = list.endsWith(close) ? list.slice(1, -1) : list.slice(1)
  if (inside.trim() === '') return list.endsWith(close) ? [] : null
  const strings = toStrings(inside)
  if (strings.length === 0) return open === '[' && /^\s*["']/.test(inside) ? [] : null
  if (!/^\s*["'{]/.test(inside)) return null
  const named = strings.filter(({ before }) => NAME.test(before))
  return (named.length > 0 ? named : strings).map((each) => unescape(each.text))
}

/** Quoted texts with the few letters before each; one that is not closed is left out. */
function toStrings(text: string): { text: string; before: string }[] {
  const found: { text: string; before: string }[] = []
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at)
    if (mark !== '"' && mark !== "'") continue
    const end = endOf(text, at, mark)
    if (end === -1) break
    found.push({ text: text.slice(at + 1, end), before: text.slice(Math.max(0, at - 12), at) })
    at = end
  }
  return found
}

/** Where the mark closes that opens at `start`; -1 where it does not. */
function endOf(text: string, start: number, mark: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++
    else if (text.charAt(at) === mark) return at
  }
  return -1
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(
    ESCAPE,
    (
      whole,
      x: string | undefined,
      u: string | undefined,
      wide: string | undefined,
      plain: string | undefined,
    ) => {
      const hex = x ?? u ?? wide
      if (hex === undefined) return CONTROL[plain ?? ''] ?? plain ?? whole
      const codePoint = parseInt(hex, 16)
      return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole
    },
  )
}
