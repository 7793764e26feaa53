import { GROUPS, GROUP_WEIGHT, VECTOR_SPEC, type Group } from './vector-spec'
import type { UnitVector } from './vector'

/** One number per group; they add up to the score. */
export type ScoreParts = Record<Group, number>
export type Likeness = {
  /** Cosine over the groups both tracks have, −1…1; the sum of `parts`. */
  score: number
  parts: ScoreParts
  /** Share of the space's weight that both tracks have, 0…1: how much of the sound was compared at all. */
  confidence: number
}

/** Bit and group of each dimension, looked up once: `compare` runs for every candidate of every query. */
const DIMENSION_GROUPS = VECTOR_SPEC.dimensions.map(({ group }) => ({
  group,
  bit: 1 << GROUPS.indexOf(group),
}))
const TOTAL_WEIGHT = GROUPS.reduce((sum, group) => sum + GROUP_WEIGHT[group], 0)

/**
 * Cosine of two vectors over the groups both have, split into one part per group: a dot product is a sum over
 * dimensions, so dividing each group's dot product by the two lengths gives parts that add up exactly.
 * Masks are those of `groupMask`. With no group in common the score is 0.
 */
export function compare(
  a: { vector: UnitVector; mask: number },
  b: { vector: UnitVector; mask: number },
): Likeness {
  const common = a.mask & b.mask
  const parts = Object.fromEntries(GROUPS.map((group) => [group, 0])) as ScoreParts
  let lengthA = 0
  let lengthB = 0
  DIMENSION_GROUPS.forEach(({ group, bit }, i) => {
    if (!(common & bit)) return
    const x = a.vector[i] ?? 0
    const y = b.vector[i] ?? 0
    parts[group] += x * y
    lengthA += x * x
    lengthB += y * y
  })
  const length = Math.sqrt(lengthA * lengthB)
  let score = 0
  for (const group of GROUPS) {
    parts[group] = length === 0 ? 0 : parts[group] / length
    score += parts[group]
  }
  return { score, parts, confidence: confidenceOf(common) }
}

/** Share of the space's weight that the groups of a mask carry, 0…1. */
export function confidenceOf(mask: number): number {
  return (
    GROUPS.reduce((sum, group, bit) => sum + (mask & (1 << bit) ? GROUP_WEIGHT[group] : 0), 0) / TOTAL_WEIGHT
  )
}
