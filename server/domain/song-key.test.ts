import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { songKey } from './song-key'

const same = (a: [string, string], b: [string, string]) => songKey(...a) === songKey(...b)

describe('songKey', () => {
  it.each([
    [
      ['Heroes', 'David Bowie'],
      ['"Heroes" - 2017 Remaster', 'David Bowie'],
    ],
    [
      ['Bohemian Rhapsody', 'Queen'],
      ['Bohemian Rhapsody - Remastered 2011', 'Queen'],
    ],
    [
      ['Halo', 'Beyoncé'],
      ['HALO', 'Beyonce'],
    ],
    [
      ['Umbrella', 'Rihanna'],
      ['Umbrella (feat. JAY-Z)', 'Rihanna'],
    ],
    [
      ["I Don't Care", 'Ed Sheeran'],
      ["I Don't Care (with Justin Bieber)", 'Ed Sheeran'],
    ],
    [
      ['Song', 'A'],
      ['Song - Single Version', 'A'],
    ],
  ] as [[string, string], [string, string]][])('takes %j and %j for one recording', (a, b) => {
    expect(same(a, b)).toBe(true)
  })

  it.each([
    [
      ['Song', 'A'],
      ['Song - Live at Wembley', 'A'],
    ],
    [
      ['Song', 'A'],
      ['Song (Acoustic)', 'A'],
    ],
    [
      ['Song', 'A'],
      ['Song - Loud Luxury Remix', 'A'],
    ],
    [
      ['Song', 'A'],
      ['Song - Live at Wembley / Remastered 2011', 'A'],
    ],
    [
      ['Song (feat. B)', 'A'],
      ['Song - (feat. B) Somebody Remix', 'A'],
    ],
    [
      ['Song', 'A'],
      ['Song', 'B'],
    ],
    [
      ['Dancing', 'Billy Idol'],
      ['Dancing with Myself', 'Billy Idol'],
    ],
    [
      ['名', 'A'],
      ['歌', 'A'],
    ],
    [
      ['★', 'A'],
      ['♥', 'A'],
    ],
  ] as [[string, string], [string, string]][])('keeps %j and %j apart', (a, b) => {
    expect(same(a, b)).toBe(false)
  })

  it('folds names of ASCII letters as it folds all others', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        // The accent is dropped, and makes the name one with other letters.
        expect(songKey('x', `${name}e`)).toBe(songKey('x', `${name}e\u0301`))
      }),
    )
  })
})

it.each([' ', '- ', ' feat. ', '(', ' - ', '[)', 'é', '\n', ' with '])(
  'keys a name of 200,000 letters of %j at once',
  (piece) => {
    const long = piece.repeat(200_000 / piece.length)
    expect(songKey(`A${long}B`, long).length).toBeLessThanOrEqual(1000)
  },
)
