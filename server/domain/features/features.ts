import { z } from 'zod'

/** Where a set of values came from; kept with every value, shown with every reason. */
export const FeatureSource = z.enum(['spotify', 'file', 'reccobeats', 'dsp', 'metadata'])
export type FeatureSource = z.infer<typeof FeatureSource>

type Definition = { unit: string; min: number; max: number }

const share = { unit: 'share', min: 0, max: 1 } as const
/** Coefficients of a timbre basis; 0 is left out where it is loudness again. */
type Coefficient = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12
export const COEFFICIENTS: readonly Coefficient[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

function perCoefficient<Prefix extends string>(prefix: Prefix, definition: Definition) {
  return Object.fromEntries(COEFFICIENTS.map((n) => [`${prefix}_${String(n)}`, definition])) as Record<
    `${Prefix}_${Coefficient}`,
    Definition
  >
}

/**
 * The named values of a track, with unit and the range outside of which a value is an error of its source
 * (Spotify's reference: tempo 0 means "not found", key −1 "none"; both are read as missing).
 */
export const FEATURES = {
  danceability: share,
  energy: share,
  valence: share,
  acousticness: share,
  instrumentalness: share,
  liveness: share,
  speechiness: share,
  loudness: { unit: 'dB', min: -80, max: 10 },
  tempo: { unit: 'BPM', min: 20, max: 400 },
  key: { unit: 'pitch class', min: 0, max: 11 },
  mode: { unit: '1 major, 0 minor', min: 0, max: 1 },
  time_signature: { unit: 'beats/bar', min: 1, max: 12 },
  // Each of these is measured by our own descriptors and by an audio analysis, in different ways (docs/audio.md).
  loudness_range: { unit: 'LU', min: 0, max: 80 },
  onset_rate: { unit: 'onsets/s', min: 0, max: 100 },
  rhythm_regularity: share,
  chroma_entropy: share,
  tempo_confidence: share,
  key_confidence: share,
  // Our own descriptors of the sound.
  crest: { unit: 'dB', min: 0, max: 60 },
  centroid: { unit: 'Hz', min: 1, max: 24_000 },
  rolloff: { unit: 'Hz', min: 1, max: 24_000 },
  spectral_spread: { unit: 'Hz', min: 1, max: 24_000 },
  flatness: share,
  spectral_flux: share,
  ...perCoefficient('mfcc_mean', { unit: 'dB', min: -500, max: 500 }),
  ...perCoefficient('mfcc_spread', { unit: 'dB', min: 0, max: 500 }),
  // How a recording is built, of an audio analysis.
  section_rate: { unit: 'sections/min', min: 0, max: 60 },
  section_length_variation: { unit: 'spread/mean', min: 0, max: 10 },
  section_loudness_spread: { unit: 'dB', min: 0, max: 60 },
  section_tempo_spread: { unit: 'BPM', min: 0, max: 200 },
  fade_in: { unit: 's', min: 0, max: 600 },
  fade_out: { unit: 's', min: 0, max: 600 },
  ...perCoefficient('timbre_mean', { unit: 'timbre coefficient', min: -1000, max: 1000 }),
  ...perCoefficient('timbre_spread', { unit: 'timbre coefficient', min: 0, max: 1000 }),
  pitch_spread: share,
  structure_partial: { unit: '1 of a clip, 0 of the whole', min: 0, max: 1 },
} as const satisfies Record<string, Definition>

export type FeatureName = keyof typeof FEATURES
export const FEATURE_NAMES = Object.keys(FEATURES) as FeatureName[]

/** Named values of one track from one source; a name that is absent was not measured. */
export type FeatureValues = Partial<Record<FeatureName, number>>

/** The values of one track with their provenance. */
export type FeatureSet = {
  source: FeatureSource
  extractor: string
  fetchedAt: Date
  values: FeatureValues
}

/** The values that lie in their range; the others are dropped, because a wrong value is worse than none. */
export function toFeatureValues(raw: Partial<Record<FeatureName, number | null | undefined>>): FeatureValues {
  const values: FeatureValues = {}
  for (const name of FEATURE_NAMES) {
    const value = raw[name]
    if (typeof value === 'number' && isInRange(name, value)) values[name] = value
  }
  return values
}

/** True for a value that can be right. */
export function isInRange(name: FeatureName, value: number): boolean {
  const { min, max } = FEATURES[name]
  return value >= min && value <= max
}

/** True when at least one value is there. */
export function hasFeatures(values: FeatureValues): boolean {
  for (const name in values) if (values[name as FeatureName] !== undefined) return true
  return false
}
