import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anyNames,
  escapedCommaNames,
  exportifyNames,
  manyNames,
  oneName,
  listedNames,
  semicolonNames,
} from '.'

/** `repr` of a list of strings as Python 3 writes it. */
function pythonRepr(names: string[]): string {
  const items = names.map((name) => {
    const quote = name.includes("'") && !name.includes('"') ? '"' : "'"
    const body = name
      .replaceAll('\\', '\\\\')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')
      .replaceAll('\t', '\\t')
    return `${quote}${quote === "'" ? body.replaceAll("'", "\\'") : body}${quote}`
  })
  return `[${items.join(', ')}]`
}

describe('names of artists in one field', () => {
  test('TidyTuesday holds one name, commas included', () => {
    expect(oneName([])('Tyler, The Creator')).toEqual(['Tyler, The Creator'])
  })

  test('Kaggle joins with a semicolon', () => {
    expect(semicolonNames([])('Gen Hoshino; Earth, Wind & Fire;')).toEqual([
      'Gen Hoshino',
      'Earth, Wind & Fire',
    ])
  })

  test('exportify.app escapes the comma of a name', () => {
    expect(escapedCommaNames([])('Tyler\\, The Creator, Kali Uchis')).toEqual([
      'Tyler, The Creator',
      'Kali Uchis',
    ])
  })

  test('exportify.net joins with a semicolon now and with a bare comma before', () => {
    expect(exportifyNames([])('Tyler, The Creator;Kali Uchis')).toEqual(['Tyler, The Creator', 'Kali Uchis'])
    expect(exportifyNames([])('Lady Gaga,Bradley Cooper')).toEqual(['Lady Gaga', 'Bradley Cooper'])
    expect(exportifyNames([])('Tyler, The Creator')).toEqual(['Tyler, The Creator'])
  })

  test.each([
    ["['Dennis Day']", ['Dennis Day']],
    [`["Guns N' Roses", 'AC/DC']`, ["Guns N' Roses", 'AC/DC']],
    [String.raw`['He said "it\'s"', 'caf\xe9', '\u540d']`, [`He said "it's"`, 'café', '名']],
    ['[]', []],
    ['Plain Name', ['Plain Name']],
    ["['cut off", []],
  ])('a Python list %s', (text, names) => {
    expect(listedNames([])(text)).toEqual(names)
  })

  test('whatever Python writes is read back', () => {
    const name = fc
      .string({
        unit: fc.constantFrom("'", '"', '\\', ',', ' ', 'a', 'é', '名', '[', ']', '\n'),
        minLength: 1,
      })
      .filter((text) => text.trim() === text && text !== '')
    fc.assert(
      fc.property(fc.array(name), (names) => {
        expect(listedNames([])(pythonRepr(names))).toEqual(names)
      }),
    )
  })

  test('a table of unknown origin is split only where it cannot be a name', () => {
    expect(anyNames([])("['A', 'B']")).toEqual(['A', 'B'])
    expect(anyNames([])('A;B')).toEqual(['A', 'B'])
    expect(anyNames([])('Earth, Wind & Fire')).toEqual(['Earth, Wind & Fire'])
  })
})
