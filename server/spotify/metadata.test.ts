import { describe, expect, it } from 'vitest'
import { parseReleaseDate, toIsrc } from './metadata'

describe('parseReleaseDate', () => {
  it.each([
    ['1999', 1999],
    ['1999-12', 1999],
    [' 1999-12-31 ', 1999],
  ])('reads %j', (text, year) => {
    expect(parseReleaseDate(text)?.year).toBe(year)
  })

  it.each(['', '0000', '99', '1999/12/31', 'soon', null, undefined])('refuses %j', (text) => {
    expect(parseReleaseDate(text)).toBeNull()
  })
})

describe('toIsrc', () => {
  it('writes an ISRC in its canonical form', () => {
    expect(toIsrc('us-rc1-76-07839')).toBe('USRC17607839')
  })

  it.each(['', 'USRC1760783', '12RC17607839', null])('refuses %j', (text) => {
    expect(toIsrc(text)).toBeNull()
  })
})
