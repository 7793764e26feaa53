import { toFeatureValues, type FeatureValues } from './features'
import type { AudioAnalysis } from './sound-analysis'

/**
 * What our own analysis of audio says in the names that all sources share. Loudness is integrated loudness (LUFS),
 * which is what Spotify's dB measure too. What was not found in the audio is left out.
 */
export function toDspFeatureValues({ tempoBpm, key, mode, descriptors }: AudioAnalysis): FeatureValues {
  return toFeatureValues({ tempo: tempoBpm, key, mode, loudness: descriptors.loudnessLufs })
}
