import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_ARTIST } from './artist-bonus'
import { pickBest } from './pick-best'

const anyScores = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 })

/** The rule, said plainly: sort everything, walk down. */
function walkDown(
  scores: number[],
  k: number,
  artists: Int32Array,
  perArtist: number | null,
  out: Set<number>,
) {
  const taken = new Map<number, number>()
  return scores
    .map((score, row) => ({ score, row }))
    .filter(({ row }) => !out.has(row))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .filter(({ row }) => {
      const artist = artists[row] ?? NO_ARTIST
      const count = (taken.get(artist) ?? 0) + 1
      taken.set(artist, count)
      return perArtist === null || artist === NO_ARTIST || count <= perArtist
    })
    .slice(0, k)
    .map(({ row }) => row)
}

describe('pickBest', () => {
  it('gives what sorting everything and walking down gives, whatever the rules', () => {
    fc.assert(
      fc.property(
        anyScores,
        fc.nat(40),
        fc.constantFrom(null, 1, 2),
        fc.integer({ min: 1, max: 8 }),
        (scores, k, perArtist, bands) => {
          const artists = Int32Array.from(scores, (_, row) => (row % (bands + 1)) - 1)
          const out = new Set(scores.flatMap((_, row) => (row % 7 === 3 ? [row] : [])))
          const picked = pickBest(Float32Array.from(scores), k, {
            isExcluded: (row) => out.has(row),
            perArtist,
            artists,
          })
          expect(picked).toEqual(walkDown(scores, k, artists, perArtist, out))
        },
      ),
      { numRuns: 300 },
    )
  })
})
