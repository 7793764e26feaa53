import { COEFFICIENTS, toFeatureValues, type FeatureValues } from './features'

/** What our own audio analysis measures, as far as it is a named value: an `AudioAnalysis` fits. */
export type DspAnalysis = {
  tempoBpm: number | null
  tempoConfidence: number
  key: number | null
  mode: 0 | 1 | null
  keyConfidence: number
  descriptors: {
    loudnessLufs: number | null
    loudnessRangeLu: number | null
    crestDb: number | null
    centroidHz: number | null
    rolloffHz: number | null
    spectralSpreadHz: number | null
    flatness: number | null
    spectralFlux: number | null
    mfccMean: number[] | null
    mfccSpread: number[] | null
    chromaEntropy: number | null
    onsetRateHz: number
    rhythmRegularity: number | null
  }
}

/** Name and version of what measured: raise it when a descriptor changes its meaning, so that old values are seen. */
export const DSP_EXTRACTOR = 'segue-dsp-2'

/**
 * The named values of our own analysis, in the units of FEATURES. Loudness is LUFS here and Spotify's own measure there:
 * `calibration.ts` brings them together. Energy, danceability, valence, acousticness, speechiness and instrumentalness
 * are left out: Spotify names what goes into them but not how, and a guess would look like a measurement.
 */
export function toDspFeatureValues({ descriptors, ...analysis }: DspAnalysis): FeatureValues {
  const silent = descriptors.loudnessLufs === null
  return toFeatureValues({
    loudness: descriptors.loudnessLufs,
    tempo: analysis.tempoBpm,
    tempo_confidence: analysis.tempoBpm === null ? null : analysis.tempoConfidence,
    key: analysis.key,
    mode: analysis.mode,
    key_confidence: analysis.key === null ? null : analysis.keyConfidence,
    loudness_range: descriptors.loudnessRangeLu,
    crest: descriptors.crestDb,
    onset_rate: silent ? null : descriptors.onsetRateHz,
    rhythm_regularity: descriptors.rhythmRegularity,
    chroma_entropy: descriptors.chromaEntropy,
    centroid: descriptors.centroidHz,
    rolloff: descriptors.rolloffHz,
    spectral_spread: descriptors.spectralSpreadHz,
    flatness: descriptors.flatness,
    spectral_flux: descriptors.spectralFlux,
    ...byCoefficient('mfcc_mean', descriptors.mfccMean),
    ...byCoefficient('mfcc_spread', descriptors.mfccSpread),
  })
}

/** Coefficients 1 to 12 by name; coefficient 0 is the level, which loudness says better. */
function byCoefficient(prefix: 'mfcc_mean' | 'mfcc_spread', values: number[] | null): FeatureValues {
  if (!values) return {}
  return Object.fromEntries(
    COEFFICIENTS.flatMap((n) => {
      const value = values[n]
      return value === undefined ? [] : [[`${prefix}_${String(n)}`, value]]
    }),
  )
}
