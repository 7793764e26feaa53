import { z } from 'zod'

/** Where a set of values came from; kept with every value, shown with every reason. */
export const FeatureSource = z.enum(['spotify', 'file', 'reccobeats', 'dsp', 'metadata'])
export type FeatureSource = z.infer<typeof FeatureSource>

type Definition = { unit: string; min: number; max: number }

/**
 * The named values of a track, with unit and the range outside of which a value is an error of its source
 * (Spotify's reference: tempo 0 means "not found", key −1 "none"; both are read as missing).
 */
export const FEATURES = {
  danceability: { unit: 'share', min: 0, max: 1 },
  energy: { unit: 'share', min: 0, max: 1 },
  valence: { unit: 'share', min: 0, max: 1 },
  acousticness: { unit: 'share', min: 0, max: 1 },
  instrumentalness: { unit: 'share', min: 0, max: 1 },
  liveness: { unit: 'share', min: 0, max: 1 },
  speechiness: { unit: 'share', min: 0, max: 1 },
  loudness: { unit: 'dB', min: -80, max: 10 },
  tempo: { unit: 'BPM', min: 20, max: 400 },
  key: { unit: 'pitch class', min: 0, max: 11 },
  mode: { unit: '1 major, 0 minor', min: 0, max: 1 },
  time_signature: { unit: 'beats/bar', min: 1, max: 12 },
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
    const { min, max } = FEATURES[name]
    if (typeof value === 'number' && value >= min && value <= max) values[name] = value
  }
  return values
}

/** True when at least one value is there. */
export function hasFeatures(values: FeatureValues): boolean {
  return Object.keys(values).length > 0
}
