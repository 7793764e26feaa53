import { COEFFICIENTS, toFeatureValues, type FeatureValues } from '../../domain/features/features'
import type { Structure } from './structure'

/**
 * The named values of a structure, in the units of FEATURES; they belong to the source that gave the audio analysis.
 * Sound events and their peaks stand for onsets and loudness range, measured otherwise than by our own descriptors:
 * `calibration.ts` brings them together.
 */
export function toStructureFeatureValues(structure: Structure): FeatureValues {
  const { partial, timbre_mean, timbre_spread, pitch_mean, pitch_spread } = structure
  const values = toFeatureValues({
    section_rate: structure.section_rate,
    section_length_variation: structure.section_length_variation,
    section_loudness_spread: structure.section_loudness_spread,
    section_tempo_spread: structure.section_tempo_spread,
    fade_in: structure.fade_in,
    fade_out: structure.fade_out,
    onset_rate: structure.segment_rate,
    loudness_range: structure.segment_loudness_range,
    rhythm_regularity: structure.beat_regularity,
    chroma_entropy: pitch_mean && entropy(pitch_mean),
    pitch_spread: pitch_spread && pitch_spread.reduce((sum, value) => sum + value, 0) / pitch_spread.length,
    ...byCoefficient('timbre_mean', timbre_mean),
    ...byCoefficient('timbre_spread', timbre_spread),
  })
  return Object.keys(values).length === 0 ? {} : { ...values, structure_partial: partial ? 1 : 0 }
}

/** Spotify counts its twelve coefficients from the first, which is loudness. */
function byCoefficient(
  prefix: 'timbre_mean' | 'timbre_spread',
  values: number[] | undefined,
): Record<string, number | undefined> {
  return Object.fromEntries(COEFFICIENTS.map((n) => [`${prefix}_${String(n)}`, values?.[n - 1]]))
}

/** Shannon's entropy of the strengths as shares, over its largest: 0 one pitch class, 1 all alike. */
function entropy(strengths: number[]): number | undefined {
  const total = strengths.reduce((sum, value) => sum + value, 0)
  if (total <= 0) return undefined
  const bits = strengths.reduce((sum, v) => (v > 0 ? sum - (v / total) * Math.log(v / total) : sum), 0)
  return Math.min(1, bits / Math.log(strengths.length))
}
