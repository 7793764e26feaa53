import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FEATURE_NAMES, FEATURES, toFeatureValues } from './features'

describe('toFeatureValues', () => {
  it("reads Spotify's marks for missing values as missing", () => {
    expect(toFeatureValues({ tempo: 0, key: -1, energy: 0.5, mode: null })).toEqual({ energy: 0.5 })
  })

  it('keeps only numbers inside their range', () => {
    const raw = fc.record(
      Object.fromEntries(FEATURE_NAMES.map((name) => [name, fc.oneof(fc.double(), fc.constant(null))])),
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(raw, (values) => {
        for (const [name, value] of Object.entries(toFeatureValues(values))) {
          const { min, max } = FEATURES[name as keyof typeof FEATURES]
          expect(value).toBeGreaterThanOrEqual(min)
          expect(value).toBeLessThanOrEqual(max)
        }
      }),
    )
  })
})
