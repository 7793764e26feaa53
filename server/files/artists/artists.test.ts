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

  test.each([
    ['["A", "B"]', ['A', 'B']],
    ['c("A", "B")', ['A', 'B']],
    ["['A' 'B']", ['A', 'B']],
    [`[{'id': 'x', 'name': "Otto's"}, {'name': 'B'}]`, ["Otto's", 'B']],
  ])('a list as other programs write it: %s', (text, names) => {
    expect(anyNames([])(text)).toEqual(names)
    expect(manyNames([])(text)).toEqual(names)
  })

  test('a name in brackets is no list', () => {
    for (const name of ['(Sandy) Alex G', '[dunkelbunt]', '{O}']) expect(anyNames([])(name)).toEqual([name])
  })

  test.each([
    ['Otto Lind, Kestrel Bay', ['Otto Lind', 'Kestrel Bay']],
    ['10,000 Maniacs, Otto Lind', ['10,000 Maniacs', 'Otto Lind']],
    ['Tyler, The Creator', ['Tyler, The Creator']],
    ['Otto Lind, Tyler, The Creator', ['Otto Lind', 'Tyler, The Creator']],
    ['Otto Lind, The Lamps', ['Otto Lind', 'The Lamps']],
    ['Sammy Davis, Jr., Otto Lind', ['Sammy Davis, Jr.', 'Otto Lind']],
    ['Lamps,Inc.', ['Lamps,Inc.']],
    ['[Otto Lind, Kestrel Bay]', ['Otto Lind', 'Kestrel Bay']],
    ['[dunkelbunt]', ['[dunkelbunt]']],
    ['Earth, Wind & Fire', ['Earth, Wind & Fire']],
    ['Crosby, Stills, Nash & Young', ['Crosby, Stills, Nash & Young']],
    ['Otto Lind, Kestrel Bay & The Lamps', ['Otto Lind', 'Kestrel Bay & The Lamps']],
  ])('a column of artists of unknown origin: %s', (text, names) => {
    expect(manyNames(['Otto Lind, Kestrel Bay', text])(text)).toEqual(names)
  })

  test('a comma separates what stands alone in another row', () => {
    const cells = ['Drake', 'Drake, The Weeknd', 'Earth']
    expect(manyNames(cells)('Drake, The Weeknd')).toEqual(['Drake', 'The Weeknd'])
    expect(manyNames(cells)('Earth, Wind & Fire')).toEqual(['Earth', 'Wind & Fire'])
  })

  test('a column of an artist each is cut at commas where every part stands alone elsewhere', () => {
    const cells = ['Otto Lind', 'Kestrel Bay', 'Otto Lind, Kestrel Bay', 'Tyler, The Creator']
    expect(anyNames(cells)('Otto Lind, Kestrel Bay')).toEqual(['Otto Lind', 'Kestrel Bay'])
    expect(anyNames(cells)('Tyler, The Creator')).toEqual(['Tyler, The Creator'])
    expect(anyNames(cells)('Otto Lind, The Lamps')).toEqual(['Otto Lind, The Lamps'])
  })

  test('a column that separates by semicolons anywhere keeps its commas', () => {
    expect(manyNames(['A;B'])('Otto Lind, Kestrel Bay')).toEqual(['Otto Lind, Kestrel Bay'])
    expect(exportifyNames(['A;B'])('Lady Gaga,Bradley Cooper')).toEqual(['Lady Gaga,Bradley Cooper'])
  })

  test('exportify.net keeps thousands and companies together', () => {
    expect(exportifyNames([])('10,000 Maniacs')).toEqual(['10,000 Maniacs'])
    expect(exportifyNames([])('Lamps,Inc.')).toEqual(['Lamps,Inc.'])
  })
})
