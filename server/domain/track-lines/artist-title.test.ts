import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseArtistTitle } from './artist-title'

describe('a line of a list', () => {
  test.each([
    ['Some Band – A Song', 'Some Band', 'A Song'],
    ['Some Band - A Song - 2011 Remaster', 'Some Band', 'A Song - 2011 Remaster'],
    ['Jay-Z — 99 Problems', 'Jay-Z', '99 Problems'],
    ['1. Band - Song', 'Band', 'Song'],
    ['#12) Band - Song', 'Band', 'Song'],
    ['03 - Band - Song', 'Band', 'Song'],
    ['99 - Luftballons', '99', 'Luftballons'],
    ['• Band\t“Song”', 'Band', 'Song'],
    ['50 Cent - In Da Club', '50 Cent', 'In Da Club'],
  ])('%s', (line, artist, title) => {
    expect(parseArtistTitle(line)).toEqual({ artist, title })
  })

  test.each(['', 'one word', 'a-b', ' - Song', 'Band - '])('%j names no track', (line) => {
    expect(parseArtistTitle(line)).toBeNull()
  })
})

test('artist and title come back as they were written, whatever the dash', () => {
  const words = fc
    .array(fc.stringMatching(/^[a-zA-Zé'&.]{1,8}$/), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(' '))
  fc.assert(
    fc.property(words, words, fc.constantFrom(' - ', ' – ', ' — ', '\t'), (artist, title, dash) => {
      expect(parseArtistTitle(`${artist}${dash}${title}`)).toEqual({ artist, title })
    }),
  )
})
