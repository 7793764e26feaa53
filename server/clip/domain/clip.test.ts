import { describe, expect, it } from 'vitest'
import { toClip, toHeardClip, toVectorInput } from './clip'
import type { AudioAnalysis } from '../../domain/sound-analysis'

const analysis = {
  format: 'mp3',
  sampleRate: 44_100,
  channels: 2,
  durationS: 30,
  analysedS: 30,
  partial: [],
  tempoBpm: 120,
  tempoConfidence: 0.8,
  key: null,
  mode: null,
  keyConfidence: 0,
  descriptors: {
    ...{ loudnessLufs: -9, loudnessRangeLu: 4, loudnessSpreadLu: 2, rmsDb: -12, peakDb: -1, crestDb: 11 },
    ...{ zeroCrossingsHz: 2000, centroidHz: 2000, centroidSpreadHz: 500, spectralSpreadHz: 1800 },
    ...{
      rolloffHz: 4000,
      flatness: 0.1,
      spectralCrest: 8,
      spectralFlux: 0.2,
      mfccMean: null,
      mfccSpread: null,
    },
    ...{ chromaMean: null, chromaEntropy: null, tuningCents: null, onsetRateHz: 4 },
    ...{ rhythmRegularity: 0.5, tempoStability: 1 },
  },
} satisfies AudioAnalysis

describe('a clip', () => {
  it('keeps the values that were heard', () => {
    const clip = toClip({ ...analysis, partial: ['truncated'] })
    expect(clip).toMatchObject({
      durationS: 30,
      partial: ['truncated'],
      values: { tempo: 120, loudness: -9 },
    })
    expect(clip.values).not.toHaveProperty('key')
  })

  it('tells which groups of the sound it knows of: neither year nor length of the piece', () => {
    const clip = toClip(analysis)
    expect(toVectorInput(clip.values)).toMatchObject({ releaseYear: null, durationMs: null })
    const { known, unknown } = toHeardClip(clip, 'token')
    expect(known).toEqual(expect.arrayContaining(['loudness', 'rhythm']))
    expect(unknown).toEqual(expect.arrayContaining(['mood', 'form', 'harmony', 'era']))
    expect(known.filter((group) => unknown.includes(group))).toEqual([])
  })

  it('of silence asks for nothing', () => {
    const silent = { ...analysis, partial: ['silent' as const], tempoBpm: null }
    expect(() => toClip(silent)).toThrow(expect.objectContaining({ code: 'AUDIO_SILENT', status: 422 }))
  })
})
