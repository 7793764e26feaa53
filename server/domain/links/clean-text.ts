/** Characters that have no width: format characters (Cf), the grapheme joiner and variation selectors. */
const INVISIBLE = /[\p{Cf}\u034f\ufe00-\ufe0f]/gu
const ENTITY = /&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi
/** A slash or a sign that JSON or Markdown escapes with a backslash. */
const ESCAPED = /\\([!-/:-@[-`{-~])/g
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** A text as it reads: without invisible characters, HTML entities and backslash escapes. Linear in its length. */
export function cleanText(text: string): string {
  return text.replace(ENTITY, toCharacter).replace(INVISIBLE, '').replace(ESCAPED, '$1')
}

function toCharacter(entity: string, name?: string, decimal?: string, hex?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity
}

const ENCODED = /%([2-7][\da-f])/gi

/** A text with its percent-encoded ASCII signs written out. */
export function decodePercent(text: string): string {
  return text.replace(ENCODED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
