/** How one layout writes several names into one field. */
export type NameSyntax = (text: string) => string[]

/** One name, whatever stands in it: "Tyler, The Creator". */
export const oneName: NameSyntax = (text) => [text]

/** `A;B` (Kaggle's dataset.csv). */
export const semicolonNames: NameSyntax = (text) => clean(text.split(';'))

/** `A, B` with `\,` for a comma inside a name (exportify.app). */
export const escapedCommaNames: NameSyntax = (text) =>
  clean(text.split(/(?<!\\), /).map((name) => name.replaceAll('\\,', ',')))

/**
 * `A;B` since 2025-07, `A,B` before (exportify.net). The comma is written without a space after it, so a comma with
 * one belongs to a name.
 */
export const exportifyNames: NameSyntax = (text) => clean(text.split(text.includes(';') ? ';' : /,(?! )/))

const PYTHON_STRING = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs
const PYTHON_ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gis
const CONTROL: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** The text of a Python list of strings, `['A', "B's"]`; a text without brackets is one name. */
export const pythonListNames: NameSyntax = (text) => {
  if (!text.startsWith('[')) return clean([text])
  const names = Array.from(text.matchAll(PYTHON_STRING), (match) => unescape(match[1] ?? match[2] ?? ''))
  return clean(names)
}

/** For a table of unknown origin: the list forms that cannot be mistaken for a name. */
export const anyNames: NameSyntax = (text) =>
  text.startsWith('[') ? pythonListNames(text) : semicolonNames(text)

function unescape(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(
    PYTHON_ESCAPE,
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

function clean(names: string[]): string[] {
  const clean: string[] = []
  for (const name of names) {
    const trimmed = name.trim()
    if (trimmed !== '') clean.push(trimmed)
  }
  return clean
}
