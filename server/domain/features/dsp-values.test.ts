import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDspFeatureValues, type DspAnalysis } from './dsp-values'
import { FEATURES, type FeatureName } from './features'

const coefficients = Array.from({ length: 13 }, (_, i) => i * 1.5)
const analysis: DspAnalysis = {
  tempoBpm: 121.5,
  tempoConfidence: 0.7,
  key: 9,
  mode: 0,
  keyConfidence: 0.4,
  descriptors: {
    loudnessLufs: -9.5,
    loudnessRangeLu: 4.2,
    crestDb: 11,
    centroidHz: 2100,
    rolloffHz: 4300,
    spectralSpreadHz: 1900,
    flatness: 0.1,
    spectralFlux: 0.2,
    mfccMean: coefficients,
    mfccSpread: coefficients,
    chromaEntropy: 0.9,
    onsetRateHz: 3.2,
    rhythmRegularity: 0.6,
  },
}
const silence: DspAnalysis = {
  tempoBpm: null,
  tempoConfidence: 0,
  key: null,
  mode: null,
  keyConfidence: 0,
  descriptors: {
    ...Object.fromEntries(Object.keys(analysis.descriptors).map((name) => [name, null])),
    onsetRateHz: 0,
  } as DspAnalysis['descriptors'],
}

describe('toDspFeatureValues', () => {
  it('gives the values their names, and leaves out the first coefficient, which is the level', () => {
    const values = toDspFeatureValues(analysis)
    expect(values).toMatchObject({ loudness: -9.5, tempo: 121.5, tempo_confidence: 0.7, key: 9, mode: 0 })
    expect(values.mfcc_mean_1).toBe(1.5)
    expect(values.mfcc_spread_12).toBe(18)
    expect(values).not.toHaveProperty('energy')
  })

  it('says nothing of silence', () => {
    expect(toDspFeatureValues(silence)).toEqual({})
  })

  it('gives only values that lie in the bounds of their features', () => {
    const number = fc.option(fc.double({ noDefaultInfinity: false }))
    const measured = fc.record({
      tempoBpm: number,
      loudnessLufs: number,
      crestDb: number,
      centroidHz: number,
      mfccMean: fc.option(fc.array(fc.double(), { minLength: 13, maxLength: 13 })),
    })
    fc.assert(
      fc.property(measured, ({ tempoBpm, ...descriptors }) => {
        const odd = { ...analysis, tempoBpm, descriptors: { ...analysis.descriptors, ...descriptors } }
        for (const [name, value] of Object.entries(toDspFeatureValues(odd))) {
          const { min, max } = FEATURES[name as FeatureName]
          expect(value).toBeGreaterThanOrEqual(min)
          expect(value).toBeLessThanOrEqual(max)
        }
      }),
    )
  })
})
