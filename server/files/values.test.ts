import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findEntityId, findIsrc, findReleaseDate, parseFlag, parseNumber, parseTrackId } from './values'

const ID = '6f807x0ima9a1j3VPbc7VN'

describe('numbers', () => {
  test.each([
    ['0.748', 0.748],
    ['-2.634', -2.634],
    ['8.11E-06', 8.11e-6],
    ['.5', 0.5],
    ['0', 0],
    ['', null],
    ['NA', null],
    ['nan', null],
    ['None', null],
  ])('%j is %j', (text, value) => {
    expect(parseNumber(text, 'energy')).toBe(value)
  })

  test.each(['loud', '0x10', 'Infinity', '1,5', '1 2', '--1', '0.5 dB'])('%j is no number', (text) => {
    expect(() => parseNumber(text, 'energy')).toThrow(`energy is "${text}", which is not a number`)
  })

  test('every number that JavaScript writes is read back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value), 'x')).toBe(Object.is(value, -0) ? 0 : value)
      }),
    )
  })
})

describe('flags', () => {
  test.each([
    ['True', true],
    ['1', true],
    ['FALSE', false],
    ['0', false],
    ['', null],
    ['NA', null],
  ])('%j is %j', (text, value) => {
    expect(parseFlag(text, 'explicit')).toBe(value)
  })

  test('anything else is refused', () => {
    expect(() => parseFlag('maybe', 'explicit')).toThrow(
      'explicit is "maybe", which is neither true nor false',
    )
  })
})

describe('ids', () => {
  test.each([ID, `spotify:track:${ID}`, `https://open.spotify.com/track/${ID}?si=1`])(
    '%s names the track',
    (text) => {
      expect(parseTrackId(text)).toBe(ID)
    },
  )

  test('a local file has none', () => {
    expect(parseTrackId('spotify:local:Artist:Album:Title:215')).toBeNull()
  })

  test.each(['17', 'not-an-id', `spotify:episode:${ID}`, `spotify:playlist:${ID}`, `${ID}x`])(
    '%s is refused',
    (text) => {
      expect(() => parseTrackId(text)).toThrow('is not a Spotify track id')
    },
  )

  test('an album is named by id or URI', () => {
    expect(findEntityId(ID)).toBe(ID)
    expect(findEntityId(`spotify:album:${ID}`)).toBe(ID)
    expect(findEntityId('NA')).toBeNull()
  })
})

describe('release dates', () => {
  test.each([
    ['2019', 2019],
    ['2019-06', 2019],
    ['2020-02-29', 2020],
  ])('%s', (date, year) => {
    expect(findReleaseDate(date)).toEqual({ date, year })
  })

  test.each(['', '0000', '19', '2019-13', '2019-02-29', '2019-00-10', '14/06/2019'])('%j is none', (text) => {
    expect(findReleaseDate(text)).toBeNull()
  })

  test('a date is one that the calendar has', () => {
    const part = (max: number) => fc.integer({ min: 0, max })
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 9999 }), part(13), part(32), (year, month, day) => {
        const text = [
          String(year).padStart(4, '0'),
          ...[month, day].map((n) => String(n).padStart(2, '0')),
        ].join('-')
        const date = new Date(Date.UTC(year, month - 1, day))
        const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
        expect(findReleaseDate(text)).toEqual(isThere ? { date: text, year } : null)
      }),
      { numRuns: 1000 },
    )
  })
})

test('an ISRC is written in capitals without hyphens', () => {
  expect(findIsrc('gb-um7-11-00001')).toBe('GBUM71100001')
  expect(findIsrc('NA')).toBeNull()
})
