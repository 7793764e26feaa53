import { dimensions } from './dimensions'
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

/** The feature space: order is the order of the vector. */
export const VECTOR_SPEC = { version: 2, dimensions } as const
export const DIMENSIONS = dimensions.length

/** Sum of squared weights per block: what a block can add to a score, relative to the others. */
export const BLOCK_WEIGHT: Readonly<Record<Block, number>> = Object.fromEntries(
  BLOCKS.map((block) => [
    block,
    dimensions.filter((d) => d.block === block).reduce((sum, d) => sum + d.weight ** 2, 0),
  ]),
) as Record<Block, number>
