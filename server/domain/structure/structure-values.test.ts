import { describe, expect, it } from 'vitest'
import { toStructureFeatureValues } from './structure-values'

const twelve = (at: (i: number) => number) => Array.from({ length: 12 }, (_, i) => at(i))

describe('toStructureFeatureValues', () => {
  it('gives the values their names, coefficients counted from the first', () => {
    const values = toStructureFeatureValues({
      section_rate: 2.5,
      segment_rate: 3.9,
      segment_loudness_range: 12,
      beat_regularity: 0.9,
      timbre_mean: twelve((i) => i + 1),
      partial: false,
    })
    expect(values).toMatchObject({
      section_rate: 2.5,
      onset_rate: 3.9,
      loudness_range: 12,
      rhythm_regularity: 0.9,
    })
    expect([values.timbre_mean_1, values.timbre_mean_12]).toEqual([1, 12])
    expect(values.structure_partial).toBe(0)
  })

  it('measures how evenly the pitch classes sound', () => {
    const entropy = (pitch_mean: number[]) =>
      toStructureFeatureValues({ pitch_mean, partial: true }).chroma_entropy
    expect(entropy(twelve(() => 0.5))).toBeCloseTo(1, 9)
    expect(entropy(twelve((i) => (i === 4 ? 1 : 0)))).toBe(0)
    expect(entropy(twelve(() => 0))).toBeUndefined()
  })

  it('says nothing where nothing was found', () => {
    expect(toStructureFeatureValues({ partial: true })).toEqual({})
  })
})
