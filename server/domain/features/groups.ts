import type { FeatureValues } from './features'

/** What a vector is derived from: values of a track plus what its metadata says. */
export type VectorInput = { values: FeatureValues; releaseYear: number | null; durationMs: number | null }

/** Named blocks of the vector; the parts of a score are one number per group. */
export const GROUPS = [
  'mood',
  'loudness',
  'rhythm',
  'timbre',
  'voice',
  'structure',
  'form',
  'harmony',
  'era',
] as const
export type Group = (typeof GROUPS)[number]

/**
 * Dimensions that a track has or lacks together, because one source measures them together: each group has a block of
 * its name, and further ones follow. Two tracks are compared over the blocks that both have.
 */
export const BLOCKS = [...GROUPS, 'dynamics', 'pulse', 'segments', 'tonality'] as const
export type Block = (typeof BLOCKS)[number]
