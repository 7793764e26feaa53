import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createListReader } from './list-reader'
import { MAX_LINE_LENGTH } from './separate'

/** Each line of a list as "artist|title", or what else it is. */
function read(lines: string[]): string[] {
  const reader = createListReader(lines)
  return lines.map((line, index) => {
    const found = reader.read(line, lines[index + 1])
    return found.kind === 'name' ? `${found.artist}|${found.title}` : found.kind
  })
}

describe('a number at the start of a line', () => {
  test.each([
    [['1 Kestrel Bay - A', '2 50 Cent - B', '3 311 - C', '4 112 - D']],
    [['01 Kestrel Bay - A', '07 50 Cent - B', '15 311 - C', '21 112 - D']],
    [['#1 Kestrel Bay - A', '#2 50 Cent - B', '#3) 311 - C', '#4 112 - D']],
    [['(1) Kestrel Bay - A', '[2] 50 Cent - B', '3. 311 - C', '4) 112 - D']],
    [['01 - Kestrel Bay - A', '02 - 50 Cent - B', '03 - 311 - C', '04 - 112 - D']],
    [['1-01 Kestrel Bay - A', '1-02 50 Cent - B', 'CD2 01 311 - C', 'Disc 2 - 02 - 112 - D']],
    [['10 Kestrel Bay - A', '9 50 Cent - B', '8 311 - C', '7 112 - D']],
    [['01-Kestrel Bay - A', '02-50 Cent - B', '03-311 - C', '04-112 - D']],
    [['1.Kestrel Bay - A', '2. 50 Cent - B', '3. 311 - C', '4. 112 - D']],
  ])('counts the lines of %j', (lines) => {
    expect(read(lines)).toEqual(['Kestrel Bay|A', '50 Cent|B', '311|C', '112|D'])
  })

  test('is a name where the lines are not counted', () => {
    const lines = [
      '311 - Down - Remastered 2019',
      '112 - Peaches - Remix',
      '50 Cent - A',
      '3 Doors Down - B',
      '702 - C',
      '65daysofstatic - D',
      '10,000 Maniacs - E',
      '99 - Luftballons',
      'Prince - 1999',
      '7 rings - 7',
    ]
    expect(read(lines)).toEqual(lines.map((line) => line.replace(' - ', '|')))
  })

  test('that does not go on with the count is a name in a counted list', () => {
    expect(read(['#1 A - B', '#2 C - D', '#3. E - F', '#1 Dads - G', 'H - I'])).toEqual([
      'A|B',
      'C|D',
      'E|F',
      '#1 Dads|G',
      'H|I',
    ])
  })
})

describe('what decorates a line', () => {
  test.each([
    '- A - B',
    '* A - B',
    '• A – B',
    '– A – B',
    '+ A — B',
    '- [ ] A - B',
    '- [x] A - B',
    '> A - B',
    '> 1. A - B',
    '00:00 A - B',
    '[03:25] A - B',
    '(1:02:33) A - B',
    '00:00 - 03:25 A - B',
    '01. 00:00 A - B',
    '0:00 | A - B',
    'A - B (3:45)',
    'A - B [1:02:33]',
    'A - B - 3:45',
    'A - B.mp3',
    '01 - A - B.flac',
    'A — “B”',
    '"B" - A',
    '\u200eA\u200b - B',
    'A\tB',
    'A—B',
    'A ‒ B',
    'A -- B',
    'No. 1 - A - B',
    'Track 5: A - B',
  ])('%j is no part of its names', (line) => {
    expect(read([line])).toEqual(['A|B'])
  })

  test('is part of them where nothing would be left', () => {
    expect(read(['4:44 - Jay', 'A - 3:45', 'A - John 3:16'])).toEqual(['4:44|Jay', 'A|3:45', 'A|John 3:16'])
  })
})

test('lengths stand bare at the ends where most lines have one', () => {
  expect(read(['A - B 3:45', 'C - D 4:01', 'E - John 3:16 2:22'])).toEqual(['A|B', 'C|D', 'E|John 3:16'])
})

test('"by" separates where the lines of a list show it', () => {
  expect(read(['Song by A', 'Stand by Me by B', '"Q" by C'])).toEqual(['A|Song', 'B|Stand by Me', 'C|Q'])
  expect(read(['A - Stand by Me', 'C by D', 'E - F'])).toEqual(['A|Stand by Me', 'unknown', 'E|F'])
})

test('a first line that names the columns tells their order', () => {
  expect(read(['Title - Artist', 'A - B'])).toEqual(['comment', 'B|A'])
  expect(read(['Artist – Title', 'A - B'])).toEqual(['comment', 'A|B'])
})

const word = fc.stringMatching(/^[A-Za-zé名][a-zé名']{1,8}$/)
const name = fc
  .oneof(
    fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
    fc.constantFrom(
      '311',
      '112',
      '702',
      '50 Cent',
      '65daysofstatic',
      '10,000 Maniacs',
      '99 Luftballons',
      '1999',
      '7 rings',
    ),
  )
  .filter((text) => !/\bby\b/i.test(text))

test('any list reads back as it was written, however its lines are counted and decorated', () => {
  const counts = fc.constantFrom<(index: number) => string>(
    (index) => `${index + 1}. `,
    (index) => `${index + 1}) `,
    (index) => `#${index + 1} `,
    (index) => `(${index + 1}) `,
    (index) => `[${String(index + 1).padStart(2, '0')}] `,
    (index) => `${String(index + 1).padStart(2, '0')} - `,
    (index) => `${index + 1} - `,
    (index) => `${index + 1} `,
    (index) => `1-${String(index + 1).padStart(2, '0')} `,
  )
  const before = fc.constantFrom('', '- ', '* ', '• ', '> ', '- [ ] ', '00:10 ', '[1:02:33] ')
  const behind = fc.constantFrom('', ' (3:45)', ' [12:01]', '.mp3')
  const dash = fc.constantFrom(' - ', ' – ', ' — ', ' −  ')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, name), { minLength: 3, maxLength: 20 }),
      counts,
      before,
      behind,
      dash,
      (names, count, mark, end, between) => {
        const lines = names.map(
          ([artist, title], index) => `${mark}${count(index)}${artist}${between}${title}${end}`,
        )
        expect(read(lines)).toEqual(names.map(([artist, title]) => `${artist}|${title}`))
      },
    ),
  )
})

test.each([' ', '-', ' - ', '0:00 ', '1 ', '- ', '(', '>', '#1 ', ' by ', '“', '\u200b', '1-'])(
  'a line of %j as long as a line may be, and a longer one, are read at once',
  (piece) => {
    const longest = piece.repeat(MAX_LINE_LENGTH).slice(0, MAX_LINE_LENGTH)
    expect(read([longest, `A${longest.slice(2)}B`])).toHaveLength(2)
    expect(read([piece.repeat(100_000)])).toEqual([piece === '#1 ' ? 'unknown' : expect.any(String)])
  },
)
