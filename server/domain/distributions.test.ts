import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockCoverage, toDistributions, type CountedTrack } from './distributions'
import { blockMask, shapeVector } from './features/vector'

const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined })
const tracks = fc.array(
  fc.record({
    values: fc
      .record({
        tempo: fc.option(fc.double({ min: 20, max: 400, noNaN: true }), { nil: undefined }),
        valence: share,
        energy: share,
        key: fc.option(fc.integer({ min: 0, max: 11 }), { nil: undefined }),
        mode: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined }),
      })
      .map((values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))),
    releaseYear: fc.option(fc.integer({ min: 1860, max: 2100 })),
    genres: fc.uniqueArray(fc.constantFrom('pop', 'rock', 'fado'), { maxLength: 3 }),
  }),
)
const total = (bins: { count: number }[]) => bins.reduce((sum, { count }) => sum + count, 0)
const having = (all: CountedTrack[], ...names: ('tempo' | 'key' | 'mode' | 'valence' | 'energy')[]) =>
  all.filter(({ values }) => names.every((name) => values[name] !== undefined)).length

describe('toDistributions', () => {
  it('counts every track that has the value once, and no other', () => {
    fc.assert(
      fc.property(tracks, (all) => {
        const drawn = toDistributions(all)
        expect(total(drawn.tempo)).toBe(having(all, 'tempo'))
        expect(total(drawn.keys)).toBe(having(all, 'key', 'mode'))
        expect(total(drawn.moods)).toBe(having(all, 'valence', 'energy'))
        expect(total(drawn.decades)).toBe(all.filter(({ releaseYear }) => releaseYear !== null).length)
        expect(total(drawn.genres)).toBe(all.reduce((sum, { genres }) => sum + genres.length, 0))
      }),
    )
  })

  it('puts the darkest and calmest into the first cell and the brightest and most energetic into the last', () => {
    const { moods } = toDistributions([
      { values: { valence: 0, energy: 0 }, releaseYear: null, genres: [] },
      { values: { valence: 1, energy: 1 }, releaseYear: null, genres: [] },
      { values: { valence: 0.5 }, releaseYear: null, genres: [] },
    ])
    expect(moods).toEqual([
      { valence: 0, energy: 0, count: 1 },
      { valence: 4, energy: 4, count: 1 },
    ])
  })
})

it('names the blocks that tracks have, by their masks', () => {
  const mask = blockMask(shapeVector({ values: { tempo: 120 }, releaseYear: 1999, durationMs: null }))
  expect(blockCoverage([{ mask, tracks: 7 }])).toEqual([
    { block: 'rhythm', tracks: 7 },
    { block: 'era', tracks: 7 },
  ])
})
