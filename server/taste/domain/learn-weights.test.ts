import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Embedding } from '../../domain/features/similarity'
import { BLOCKS, DIMENSIONS, GROUPS, VECTOR_SPEC, type Group } from '../../domain/features/vector-spec'
import { CLICK_KINDS, type EmbeddedClick } from './click'
import { learnWeights } from './learn-weights'

const ALL = (1 << BLOCKS.length) - 1
/** A place that is made of what each group is told to be, alike (1) or opposed (−1) to the seed, and of unit length. */
function placeOf(parts: Partial<Record<Group, number>>): Embedding {
  const vector = new Float32Array(DIMENSIONS)
  VECTOR_SPEC.dimensions.forEach(({ group }, i) => {
    vector[i] = parts[group] ?? 0
  })
  const length = Math.hypot(...vector) || 1
  return { vector: vector.map((value) => value / length), mask: ALL }
}
const everywhere = Object.fromEntries(GROUPS.map((group) => [group, 1]))
const seed = placeOf(everywhere)
const aPlace = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .map((values): Embedding => {
    const length = Math.hypot(...values) || 1
    return { vector: Float32Array.from(values, (value) => value / length), mask: ALL }
  })
const aClick: fc.Arbitrary<EmbeddedClick> = fc.record({
  kind: fc.constantFrom(...CLICK_KINDS),
  track: aPlace,
  seed: fc.option(aPlace),
})
const weightOf = (weights: Float64Array, group: Group) => weights[GROUPS.indexOf(group)] ?? Number.NaN

describe('learnWeights', () => {
  it('stays within its bounds, never negative, and leaves familiarity alone', () => {
    fc.assert(
      fc.property(fc.array(aClick, { maxLength: 40 }), (clicks) => {
        const weights = learnWeights(clicks)
        expect(weights).toHaveLength(GROUPS.length + 1)
        expect(weights.at(-1)).toBe(1)
        for (const weight of weights) {
          expect(weight).toBeGreaterThanOrEqual(0.25)
          expect(weight).toBeLessThanOrEqual(2)
        }
        expect(learnWeights(clicks)).toEqual(weights)
      }),
      { numRuns: 60 },
    )
  })

  it('learns nothing from one side alone, or where no seed is known', () => {
    const like: EmbeddedClick = { kind: 'like', track: placeOf({ mood: 1 }), seed }
    const neutral = new Float64Array(GROUPS.length + 1).fill(1)
    expect(learnWeights([])).toEqual(neutral)
    expect(learnWeights([like, like, like])).toEqual(neutral)
    expect(
      learnWeights([
        { ...like, seed: null },
        { ...like, kind: 'dislike', seed: null },
      ]),
    ).toEqual(neutral)
  })

  // Liked for the rhythm although the mood differs; disliked for the mood although the rhythm is right.
  const pairs = (count: number): EmbeddedClick[] =>
    Array.from({ length: count }, () => [
      { kind: 'like' as const, track: placeOf({ ...everywhere, mood: -1 }), seed },
      { kind: 'dislike' as const, track: placeOf({ ...everywhere, rhythm: -1 }), seed },
    ]).flat()

  it('lets a group count more that liked tracks share with their seeds and disliked ones do not', () => {
    const weights = learnWeights(pairs(15))
    expect(weightOf(weights, 'rhythm')).toBeGreaterThan(1.2)
    expect(weightOf(weights, 'mood')).toBeLessThan(0.8)
    expect(weightOf(weights, 'era')).toBeCloseTo(1, 1)
  })

  it('moves little after few clicks and further with each', () => {
    const rhythm = [1, 2, 5, 15].map((count) => weightOf(learnWeights(pairs(count)), 'rhythm'))
    expect(rhythm[0]).toBeLessThan(1.15)
    expect([...rhythm].sort((a, b) => a - b)).toEqual(rhythm)
  })

  it('gives both sides the same say, however many there are of one', () => {
    const [like, dislike] = pairs(1)
    if (!like || !dislike) throw new Error('no pair')
    const even = learnWeights(pairs(10))
    const many = learnWeights([
      ...Array<EmbeddedClick>(4).fill(like),
      ...Array<EmbeddedClick>(16).fill(dislike),
    ])
    expect(weightOf(many, 'rhythm')).toBeCloseTo(weightOf(even, 'rhythm'), 6)
  })
})
