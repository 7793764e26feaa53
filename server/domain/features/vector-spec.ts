import { dimensions } from './dimensions'
import { BLOCKS, type Block } from './groups'

export { BLOCKS, GROUPS, type Block, type Group, type VectorInput } from './groups'

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
