import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitScaler } from './scaler'
import { BALANCED, compare, confidenceOf, cosine } from './similarity'
import { anyInput, someInputs } from '../testing/inputs'
import { blockMask, groupsOf, shapeVector, toUnitVector } from './vector'
import { BLOCKS, DIMENSIONS, GROUPS, VECTOR_SPEC, type Group, type VectorInput } from './vector-spec'

const scaler = fitScaler(
  Float32Array.from(
    fc.sample(someInputs, { numRuns: 200, seed: 7 }).flatMap((input) => [...shapeVector(input)]),
  ),
)
const place = (input: VectorInput) => {
  const shaped = shapeVector(input)
  return { vector: toUnitVector(shaped, scaler), mask: blockMask(shaped) }
}

describe('compare', () => {
  it('gives parts that add up to the score, a score between −1 and 1', () => {
    fc.assert(
      fc.property(anyInput, anyInput, (a, b) => {
        const [x, y] = [place(a), place(b)]
        const { score, parts, confidence } = compare(x, y)
        const sum = GROUPS.reduce((total, group) => total + parts[group], 0)
        expect(Math.abs(sum - score)).toBeLessThan(1e-6)
        expect(Math.abs(score)).toBeLessThanOrEqual(1 + 1e-6)
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })

  it('finds a track most like itself', () => {
    fc.assert(
      fc.property(someInputs, (a) => {
        const x = place(a)
        expect(compare(x, x).score).toBeCloseTo(1, 5)
      }),
    )
  })

  it('is the same both ways for tracks that have the same blocks', () => {
    fc.assert(
      fc.property(someInputs, someInputs, (a, b) => {
        expect(compare(place(a), place(b)).score).toBeCloseTo(compare(place(b), place(a)).score, 6)
      }),
    )
  })

  it('looks only at blocks that both have, and counts what the second lacks as unlike', () => {
    const full = place(fc.sample(someInputs, { numRuns: 1, seed: 3 })[0] ?? never())
    const partial = { vector: full.vector, mask: full.mask & ~1 }
    const { parts, score, confidence } = compare(full, partial)
    expect(parts.mood).toBe(0)
    expect(confidence).toBeLessThan(1)
    expect(confidence).toBeCloseTo(confidenceOf(full.mask & ~1), 9)
    expect(score).toBeCloseTo(confidence, 5)
    expect(compare(partial, full).score).toBeCloseTo(1, 5)
  })

  it('never puts a track that has only a part of the same values before one that has them all', () => {
    fc.assert(
      fc.property(someInputs, fc.integer({ min: 1, max: (1 << BLOCKS.length) - 1 }), (input, lacking) => {
        const full = place(input)
        const partial = { vector: full.vector, mask: full.mask & ~lacking }
        expect(compare(full, partial).score).toBeLessThanOrEqual(compare(full, full).score + 1e-9)
      }),
    )
  })

  it('ignores a group that counts 0 as if it were not there', () => {
    fc.assert(
      fc.property(someInputs, someInputs, fc.nat(GROUPS.length - 1), (a, b, group) => {
        const [x, y] = [place(a), place(b)]
        const balance = BALANCED.map((weight, i) => (i === group ? 0 : weight))
        const masked = { vector: x.vector, mask: x.mask & ~blocksOf(GROUPS[group]) }
        expect(compare(x, y, balance).score).toBeCloseTo(compare(masked, y).score, 9)
      }),
    )
  })

  it('has the score of cosine for any weights and any popularity', () => {
    const weight = fc.double({ min: 0, max: 2, noNaN: true })
    const weights = fc.array(weight, { minLength: GROUPS.length + 1, maxLength: GROUPS.length + 1 })
    const popularityScore = fc.option(fc.double({ min: -1, max: 1, noNaN: true }))
    fc.assert(
      fc.property(
        anyInput,
        anyInput,
        weights,
        popularityScore,
        popularityScore,
        (a, b, balance, fameA, fameB) => {
          const [x, y] = [
            { ...place(a), popularityScore: fameA },
            { ...place(b), popularityScore: fameB },
          ]
          const { score, parts, familiarity } = compare(x, y, Float64Array.from(balance))
          expect(cosine(x, y, Float64Array.from(balance))).toBeCloseTo(score, 9)
          expect(GROUPS.reduce((sum, group) => sum + parts[group], familiarity)).toBeCloseTo(score, 9)
        },
      ),
    )
  })

  it('scores 0 where two tracks have nothing in common', () => {
    const vector = new Float32Array(DIMENSIONS).fill(0.1)
    expect(compare({ vector, mask: 1 }, { vector, mask: 2 })).toMatchObject({ score: 0, confidence: 0 })
  })
})

describe('blockMask', () => {
  it('has a bit for each block with a value', () => {
    const shaped = shapeVector({ values: { tempo: 120 }, releaseYear: 1999, durationMs: null })
    expect(groupsOf(blockMask(shaped))).toEqual(['rhythm', 'era'])
    expect(blockMask(shapeVector({ values: {}, releaseYear: null, durationMs: null }))).toBe(0)
  })
})

function blocksOf(group: Group | undefined): number {
  return VECTOR_SPEC.dimensions.reduce(
    (mask, d) => (d.group === group ? mask | (1 << BLOCKS.indexOf(d.block)) : mask),
    0,
  )
}

function never(): never {
  throw new Error('no sample')
}
