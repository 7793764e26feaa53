import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainMatch } from './explanation'
import { fitScaler } from '../../domain/features/scaler'
import { compare } from '../../domain/features/similarity'
import { anyInput, someInputs } from '../../domain/testing/inputs'
import { blockMask, shapeVector, toUnitVector } from '../../domain/features/vector'
import type { VectorInput } from '../../domain/features/vector-spec'

const scaler = fitScaler(
  Float32Array.from(
    fc.sample(someInputs, { numRuns: 200, seed: 5 }).flatMap((input) => [...shapeVector(input)]),
  ),
)
const explain = (a: VectorInput, b: VectorInput) => {
  const [x, y] = [a, b].map((input) => {
    const shaped = shapeVector(input)
    return { vector: toUnitVector(shaped, scaler), mask: blockMask(shaped) }
  })
  if (!x || !y) throw new Error('two inputs are needed')
  return explainMatch(a, b, compare(x, y))
}

const song: VectorInput = {
  values: {
    tempo: 124,
    energy: 0.9,
    valence: 0.8,
    danceability: 0.8,
    acousticness: 0.02,
    loudness: -5,
    key: 9,
    mode: 0,
  },
  releaseYear: 1994,
  durationMs: 200_000,
}

describe('explainMatch', () => {
  it('names real values with their units', () => {
    const texts = explain(song, { ...song, values: { ...song.values, tempo: 122 }, releaseYear: 1996 }).map(
      (r) => r.text,
    )
    expect(texts.join('; ')).toMatch(
      /124 and 122 BPM|from 1994 and 1996|−5\.0 dB and −5\.0 dB|both energetic/,
    )
    expect(texts.length).toBeGreaterThanOrEqual(2)
  })

  it('says at most three likenesses and one difference', () => {
    fc.assert(
      fc.property(anyInput, anyInput, (a, b) => {
        const reasons = explain(a, b)
        expect(reasons.filter(({ kind }) => kind === 'alike').length).toBeLessThanOrEqual(3)
        expect(reasons.filter(({ kind }) => kind === 'apart').length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('never calls two things alike and apart in one group, and never says NaN, undefined or null', () => {
    fc.assert(
      fc.property(anyInput, anyInput, (a, b) => {
        const reasons = explain(a, b)
        expect(new Set(reasons.map(({ group }) => group)).size).toBe(reasons.length)
        for (const { text } of reasons) expect(text).not.toMatch(/NaN|undefined|null|Infinity/)
      }),
    )
  })

  it('does not call a long track as long as a much longer one', () => {
    const long = { ...song, durationMs: 400_000 }
    const reasons = explain(song, long).filter(({ group, kind }) => group === 'form' && kind === 'alike')
    expect(reasons).toEqual([])
  })

  it('hears half and double tempo as one pulse', () => {
    const slow: VectorInput = { values: { tempo: 62 }, releaseYear: null, durationMs: null }
    const fast: VectorInput = { values: { tempo: 124.4 }, releaseYear: null, durationMs: null }
    const texts = explain(slow, fast).map(({ text }) => text)
    expect(texts.every((text) => !text.includes('faster'))).toBe(true)
  })

  it('says what separates two tracks most', () => {
    const other: VectorInput = { ...song, values: { ...song.values, loudness: -15 }, releaseYear: 1970 }
    const apart = explain(song, other).find(({ kind }) => kind === 'apart')
    expect(apart?.text).toMatch(/24 years older|10 dB quieter/)
  })
})
