import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  findEntityId,
  findIsrc,
  findTrackId,
  parseDuration,
  parseFlag,
  parseKey,
  parseMeter,
  parseMode,
  parseNumber,
  parseReleaseDate,
  parseTrackId,
} from '.'

const ID = '6f807x0ima9a1j3VPbc7VN'
const ANY = { min: -Infinity, max: Infinity }
const SHARE = { min: 0, max: 1, units: { '%': 0.01 } }
const TEMPO = { min: 20, max: 400, units: { bpm: 1 } }
const LOUDNESS = { min: -80, max: 10, units: { db: 1 } }

describe('numbers', () => {
  test.each([
    ['0.748', SHARE, 0.748],
    ['-2.634', LOUDNESS, -2.634],
    ['8.11E-06', SHARE, 8.11e-6],
    ['6,72E-05', SHARE, 6.72e-5],
    ['.5', SHARE, 0.5],
    ['0', SHARE, 0],
    ['0,558', SHARE, 0.558],
    ['-3,208', LOUDNESS, -3.208],
    ['93,024', TEMPO, 93.024],
    ['120 BPM', TEMPO, 120],
    ['120bpm', TEMPO, 120],
    ['−7 dB', LOUDNESS, -7],
    ['–7,5 dB', LOUDNESS, -7.5],
    ['50 %', SHARE, 0.5],
    ['50%', SHARE, 0.5],
    ['1,234,567', ANY, 1_234_567],
    ['1.234.567', ANY, 1_234_567],
    ['1 234 567', ANY, 1_234_567],
    ['1\u00a0234,5', ANY, 1234.5],
    ['1\u202f234', ANY, 1234],
    ["1'234", ANY, 1234],
    ['1.234,56', ANY, 1234.56],
    ['1,234.56', ANY, 1234.56],
    ['202,768', { min: 500, max: 36_000_000 }, 202_768],
    ['', ANY, null],
    ['NA', ANY, null],
    ['nan', ANY, null],
    ['None', ANY, null],
    ['#N/A', ANY, null],
    ['<NA>', ANY, null],
    ['–', ANY, null],
    ['inf', ANY, null],
    ['-Infinity', ANY, null],
  ])('%j is read', (text, syntax, value) => {
    expect(parseNumber(text, syntax)).toBe(value)
  })

  test.each(['loud', '0x10', '1 2', '--1', '0.5 dB', '1.2.3', '1,23,4', '1.7', '1e999', '9'.repeat(60)])(
    '%j is not understood as a share',
    (text) => {
      expect(parseNumber(text, SHARE)).toBeUndefined()
    },
  )

  test('a comma that may group or begin decimals is not guessed', () => {
    expect(parseNumber('1,234', { min: 1, max: 24_000 })).toBeUndefined()
    expect(parseNumber('1.234', { min: 1, max: 24_000 })).toBe(1.234)
  })

  test('every number that JavaScript writes is read back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value), ANY)).toBe(Object.is(value, -0) ? 0 : value)
      }),
    )
  })
})

describe('flags', () => {
  const TRUE =
    'True 1 1.0 yes Y t WAHR VRAI VERDADERO VERDADEIRO VERO WAAR PRAWDA SANT SAND SANN TOSI ИСТИНА PRAVDA'
  const FALSE = 'FALSE 0 0.0 no N f FALSCH FAUX FALSO ONWAAR FAŁSZ FALSKT FALSK USANN EPÄTOSI ЛОЖЬ NEPRAVDA'
  const MORE_TRUE = 'IGAZ DOĞRU ja oui sí evet on Explicit'
  const MORE_FALSE = 'HAMIS YANLIŞ nein non não off Clean'
  test.each(`${TRUE} ${MORE_TRUE}`.split(' '))('%j says yes', (text) => {
    expect(parseFlag(text)).toBe(true)
  })
  test.each(`${FALSE} ${MORE_FALSE}`.split(' '))('%j says no', (text) => {
    expect(parseFlag(text)).toBe(false)
  })
  test.each(['', 'NA', 'nan', '-'])('%j says nothing', (text) => {
    expect(parseFlag(text)).toBeNull()
  })
  test.each(['maybe', '2', 'x'.repeat(10_000)])('another text is not understood', (text) => {
    expect(parseFlag(text)).toBeUndefined()
  })
})

describe('keys', () => {
  const C = { key: 0, mode: null }
  test.each([
    ['0', C],
    ['11', { key: 11, mode: null }],
    ['6.0', { key: 6, mode: null }],
    ['C', C],
    ['C#', { key: 1, mode: null }],
    ['c#', { key: 1, mode: null }],
    ['D♭ minor', { key: 1, mode: 0 }],
    ['Db', { key: 1, mode: null }],
    ['C♯/D♭ Major', { key: 1, mode: 1 }],
    ['C#/Db', { key: 1, mode: null }],
    ['8A - Am', { key: 9, mode: 0 }],
    ['Am (8A)', { key: 9, mode: 0 }],
    ['Am', { key: 9, mode: 0 }],
    ['F#m', { key: 6, mode: 0 }],
    ['Bbm', { key: 10, mode: 0 }],
    ['B', { key: 11, mode: null }],
    ['Bb', { key: 10, mode: null }],
    ['Bmin', { key: 11, mode: 0 }],
    ['GM', { key: 7, mode: 1 }],
    ['G maj', { key: 7, mode: 1 }],
    ['Gmaj', { key: 7, mode: 1 }],
    ['E flat major', { key: 3, mode: 1 }],
    ['F-sharp minor', { key: 6, mode: 0 }],
    ['8A', { key: 9, mode: 0 }],
    ['8B', { key: 0, mode: 1 }],
    ['5A', { key: 0, mode: 0 }],
    ['11B', { key: 9, mode: 1 }],
    ['12A', { key: 1, mode: 0 }],
    ['1A', { key: 8, mode: 0 }],
    ['1d', { key: 0, mode: 1 }],
    ['1m', { key: 9, mode: 0 }],
    ['H', { key: 11, mode: null }],
    ['h-Moll', { key: 11, mode: 0 }],
    ['B-Dur', { key: 10, mode: 1 }],
    ['Fis-Dur', { key: 6, mode: 1 }],
    ['cis-moll', { key: 1, mode: 0 }],
    ['Es-Dur', { key: 3, mode: 1 }],
    ['As', { key: 8, mode: null }],
    ['Sol mineur', { key: 7, mode: 0 }],
    ['Do maggiore', { key: 0, mode: 1 }],
    ['La m', { key: 9, mode: 0 }],
    ['-1', null],
    ['', null],
    ['NA', null],
  ])('%j', (text, value) => {
    expect(parseKey(text)).toEqual(value)
  })
  test.each(['H♭', '12', '13A', '0B', 'Q', 'C#/E', 'loud', 'Cx', 'C lydian'])(
    '%j is not understood',
    (text) => {
      expect(parseKey(text)).toBeUndefined()
    },
  )
  test('"B" is B flat in a column that writes "H"', () => {
    expect(parseKey('B', true)).toEqual({ key: 10, mode: null })
    expect(parseKey('b-moll')).toEqual({ key: 10, mode: 0 })
  })
})

test.each([
  ['Major', 1],
  ['minor', 0],
  ['MIN', 0],
  ['Dur', 1],
  ['moll', 0],
  ['1', 1],
  ['0.0', 0],
  ['-1', null],
  ['', null],
  ['lydian', undefined],
])('the mode %j is %j', (text, value) => {
  expect(parseMode(text)).toBe(value)
})

test.each([
  ['4', 4],
  ['4.0', 4],
  ['4/4', 4],
  ['3/4', 3],
  ['6/8', 6],
  ['0/4', null],
  ['4-Apr', 4],
  ['04-Apr', 4],
  ['3-Apr', 3],
  ['4-Mar', 3],
  ['5. Apr', 5],
  ['4-May', 5],
  ['3. Apr.', 3],
  ['1-Jan', undefined],
  ['waltz', undefined],
])('the time signature %j is %j', (text, value) => {
  expect(parseMeter(text)).toBe(value)
})

describe('ids', () => {
  test.each([ID, `spotify:track:${ID}`, `https://open.spotify.com/track/${ID}?si=1`])(
    '%s names the track',
    (text) => {
      expect(parseTrackId(text)).toBe(ID)
    },
  )

  test.each([
    `{'spotify': 'https://open.spotify.com/track/${ID}'}`,
    `https://api.spotify.com/v1/tracks/${ID}`,
  ])('%s has its id inside', (text) => {
    expect(findTrackId(text)).toBe(ID)
  })

  test('a local file has none', () => {
    expect(parseTrackId('spotify:local:Artist:Album:Title:215')).toBeNull()
  })

  test.each(['17', 'not-an-id', `spotify:episode:${ID}`, `spotify:playlist:${ID}`, `${ID}x`])(
    '%s is refused',
    (text) => {
      expect(() => parseTrackId(text)).toThrow('is not a Spotify track id')
      expect(findTrackId(text)).toBeUndefined()
    },
  )

  test('an album is named by id or URI', () => {
    expect(findEntityId(ID)).toBe(ID)
    expect(findEntityId(`spotify:album:${ID}`)).toBe(ID)
    expect(findEntityId(`https://open.spotify.com/album/${ID}?si=1`)).toBe(ID)
    expect(findEntityId('NA')).toBeNull()
  })
})

describe('release dates', () => {
  test.each([
    ['2019', '2019'],
    ['2019-06', '2019-06'],
    ['2020-02-29', '2020-02-29'],
    ['1998-00-00', '1998'],
    ['1998-03-00', '1998-03'],
    ['24/03/1998', '1998-03-24'],
    ['3/24/1998', '1998-03-24'],
    ['03/04/1998', '1998'],
    ['04/04/1998', '1998-04-04'],
    ['13.03.2025', '2025-03-13'],
    ['01.02.2003', '2003-02-01'],
    ['24-03-1998', '1998-03-24'],
    ['1998.0', '1998'],
    ['1998-03-24T00:00:00Z', '1998-03-24'],
    ['1998-03-24 00:00:00', '1998-03-24'],
    ['1998-03-24 00:00:00+00:00', '1998-03-24'],
    ['20110506', '2011-05-06'],
    ['1998/03/24', '1998-03-24'],
    ['1998-3-4', '1998-03-04'],
    ['1998年3月24日', '1998-03-24'],
    ['Mar 24, 1998', '1998-03-24'],
    ['24 March 1998', '1998-03-24'],
    ['24. März 1998', '1998-03-24'],
    ['24 de marzo de 1998', '1998-03-24'],
    ['24 mars 1998', '1998-03-24'],
    ['24-Mar-98', '1998-03-24'],
    ['March 1998', '1998-03'],
    ['03/1998', '1998-03'],
    ['3/24/98', '1998-03-24'],
    ['35878', '1998-03-24'],
  ])('%j is %s', (text, date) => {
    expect(parseReleaseDate(text)).toEqual({ date, year: Number(date.slice(0, 4)) })
  })

  test.each(['', '0000', '0', '0000-00-00', 'NA', 'NaT'])('%j is none', (text) => {
    expect(parseReleaseDate(text)).toBeNull()
  })

  test.each([
    '19',
    '2019-13',
    '2019-02-29',
    '1200',
    '1200-01-01',
    '3000',
    '32/01/1998',
    'soon',
    'March',
    '1998-1999',
  ])('%j is not understood', (text) => {
    expect(parseReleaseDate(text)).toBeUndefined()
  })

  test('a date is one that the calendar has', () => {
    const part = (max: number) => fc.integer({ min: 1, max })
    fc.assert(
      fc.property(fc.integer({ min: 1860, max: 2100 }), part(13), part(32), (year, month, day) => {
        const text = [String(year), ...[month, day].map((n) => String(n).padStart(2, '0'))].join('-')
        const date = new Date(Date.UTC(year, month - 1, day))
        const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
        expect(parseReleaseDate(text)).toEqual(isThere ? { date: text, year } : undefined)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('lengths', () => {
  test.each([
    ['3:45', null, 225_000],
    ['03:45', null, 225_000],
    ['0:03:45', null, 225_000],
    ['1:02:03', null, 3_723_000],
    ['3:45.5', null, 225_500],
    ['225s', null, 225_000],
    ['225 sec', null, 225_000],
    ['225000 ms', null, 225_000],
    ['3m45s', null, 225_000],
    ['3 min 45 s', null, 225_000],
    ['PT3M45S', null, 225_000],
    [`3'45"`, null, 225_000],
    ['0 days 00:03:45', null, 225_000],
    ['225000', 1, 225_000],
    ['222640.0', 1, 222_640],
    ['202,768', 1, 202_768],
    ['202.768', 1, 202_768],
    ['225', 1000, 225_000],
    ['225,5', 1000, 225_500],
    ['3.75', 60_000, 225_000],
    ['0', 1, null],
    ['', 1, null],
    ['NA', 1, null],
    ['225', null, undefined],
    ['3:75', null, undefined],
    ['long', 1, undefined],
    ['-1', 1, undefined],
  ] as const)('%j of unit %j', (text, unit, ms) => {
    expect(parseDuration(text, unit)).toBe(ms)
  })
})

test('an ISRC is written in capitals without hyphens', () => {
  expect(findIsrc('gb-um7-11-00001')).toBe('GBUM71100001')
  expect(findIsrc('NA')).toBeNull()
})

test('a cell of any length is answered at once', () => {
  const long = ['1', ',', ' ', "'", '(', 'a', '1.', '"', '[', '-', ':'].map((text) => text.repeat(60_000))
  for (const text of long) {
    expect(parseNumber(text, ANY)).toBeUndefined()
    expect(parseKey(text)).toBeUndefined()
    expect(parseReleaseDate(text)).toBeUndefined()
    expect(parseDuration(text, 1)).toBeUndefined()
    expect(parseFlag(text)).toBeUndefined()
  }
})
