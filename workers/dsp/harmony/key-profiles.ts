/** How much each pitch class belongs to a key, the tonic first. */
export type KeyProfiles = Record<'major' | 'minor', readonly number[]>

/**
 * How often each scale degree sounds in music of the common-practice period: Albrecht & Shanahan, "The Use of Large
 * Corpora to Train a New Type of Key-Finding Algorithm", Music Perception 31 (2013). Of the published profiles it
 * measured best here; docs/audio.md has the comparison with Krumhansl & Kessler's and Temperley's.
 */
export const KEY_PROFILES: KeyProfiles = {
  major: [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.08, 0.008, 0.081],
  minor: [0.22, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052],
}
