import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pickBest } from './pick-best'

const anyScores = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 120 })

describe('pickBest', () => {
  it('keeps to its rules, and leaves nothing better out than the rules demand', () => {
    fc.assert(
      fc.property(
        anyScores,
        fc.nat(40),
        fc.constantFrom(null, 1, 2),
        fc.integer({ min: 1, max: 8 }),
        (scores, k, perArtist, bands) => {
          const artists = Int32Array.from(scores, (_, track) => (track % (bands + 1)) - 1)
          const songs = Int32Array.from(scores, (_, track) => track >> 1)
          const isExcluded = (track: number) => track % 7 === 3
          const rules = { isExcluded, perArtist }
          const picked = pickBest({ artists, songs }, Float32Array.from(scores), k, rules)
          const count = (of: Int32Array, value: number | undefined, among: number[]) =>
            among.filter((track) => of[track] === value).length
          const isAllowed = (track: number, among: number[]) =>
            !isExcluded(track) &&
            count(songs, songs[track], among) === 0 &&
            (perArtist === null || artists[track] === -1 || count(artists, artists[track], among) < perArtist)
          expect(picked.length).toBeLessThanOrEqual(k)
          picked.forEach((track, i) => expect(isAllowed(track, picked.slice(0, i))).toBe(true))
          scores.forEach((score, track) => {
            if (picked.includes(track)) return
            const before = picked.filter(
              (other) => (scores[other] ?? 0) > score || ((scores[other] ?? 0) === score && other < track),
            )
            expect(before.length === k || !isAllowed(track, before)).toBe(true)
          })
        },
      ),
      { numRuns: 200 },
    )
  })
})
