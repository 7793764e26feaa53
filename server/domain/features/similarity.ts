import { BLOCKS, BLOCK_WEIGHT, GROUPS, VECTOR_SPEC, type Group } from './vector-spec'
import { scaleValue, type ScaledDimension } from './scaler'
import type { UnitVector } from './vector'

/** One number per group; they add up to the score. */
export type ScoreParts = Record<Group, number>
export type Likeness = {
  /**
   * Cosine over the blocks both tracks have, −1…1, times the share of what the first has that the second has too; the
   * sum of `parts` (and of `familiarity`, where it counts).
   */
  score: number
  parts: ScoreParts
  /** What being equally well known adds; 0 where it does not count. */
  familiarity: number
  /** Share of the space's weight that both tracks have, 0…1: how much of the sound was compared at all. */
  confidence: number
}

/** A track in the space: its unit vector, the blocks it has (`blockMask`), and how well known it is (`toPopularityScore`). */
export type Embedding = { vector: UnitVector; mask: number; popularityScore?: number | null }

/** What each group counts (1 as in the index, 0 not at all), in the order of GROUPS, and familiarity last. */
export type GroupWeights = Float64Array
export const BALANCED: GroupWeights = Float64Array.from([...GROUPS.map(() => 1), 0])
const FAME = GROUPS.length

/** Group of each dimension, looked up once: `cosine` runs for every candidate of every query. */
const GROUP_OF = Uint8Array.from(VECTOR_SPEC.dimensions, ({ group }) => GROUPS.indexOf(group))
/** Kept per mask: a catalog has few of them, and of most tracks much of the space is empty. */
const dimensionsByMask = new Map<number, Uint8Array>()
function dimensionsOf(mask: number): Uint8Array {
  const kept = dimensionsByMask.get(mask)
  if (kept) return kept
  const found = Uint8Array.from(
    VECTOR_SPEC.dimensions.flatMap(({ block }, i) => (mask & (1 << BLOCKS.indexOf(block)) ? [i] : [])),
  )
  dimensionsByMask.set(mask, found)
  return found
}
/** Group of each block, both by their position. */
export const GROUP_OF_BLOCK = BLOCKS.map((block) =>
  GROUPS.indexOf(VECTOR_SPEC.dimensions.find((dimension) => dimension.block === block)?.group ?? 'mood'),
)
/** What each block of a mask counts; 0 for the others. */
export function weightOfBlocks(mask: number, balance: GroupWeights): Float64Array {
  return Float64Array.from(GROUP_OF_BLOCK, (group, bit) => (mask & (1 << bit) ? (balance[group] ?? 0) : 0))
}
const TOTAL_WEIGHT = BLOCKS.reduce((sum, block) => sum + BLOCK_WEIGHT[block], 0)

/** As much as one measured dimension: a value tuned on playlists would be fitted to their listeners. */
const FAME_WEIGHT = 1

/**
 * Familiarity as one more coordinate beside a unit vector: popularity as a normal score of the catalog, brought to the
 * length that a dimension of that weight has there. null where nobody knows.
 */
export function toPopularityScore(popularity: number | null, scale: ScaledDimension): number | null {
  return popularity === null ? null : (FAME_WEIGHT * scaleValue(popularity, scale)) / Math.sqrt(TOTAL_WEIGHT)
}

/** Likeness of b to a, each group counting as `balance` says: the score of `compare` without its parts. */
export function cosine(a: Embedding, b: Embedding, balance: GroupWeights = BALANCED): number {
  const common = a.mask & b.mask
  let dot = 0
  let lengthA = 0
  let lengthB = 0
  for (const i of dimensionsOf(common)) {
    const weight = balance[GROUP_OF[i] ?? 0] ?? 0
    const x = a.vector[i] ?? 0
    const y = b.vector[i] ?? 0
    dot += weight * x * y
    lengthA += weight * x * x
    lengthB += weight * y * y
  }
  const popularityScore = fameOf(a, b, balance)
  const length = Math.sqrt((lengthA + popularityScore.lengthA) * (lengthB + popularityScore.lengthB))
  return length === 0 ? 0 : (shareKnown(a.mask, b.mask, balance) * (dot + popularityScore.dot)) / length
}

/**
 * Share of the weight of what the first track has that the second has too. What the second lacks is taken for what it
 * is on average, unlike: without that, two tracks that share a tempo and nothing else would be each other's nearest. It
 * is the cosine to expect when a lacking block has its usual length and no correlation with the first track's.
 */
export function shareKnown(first: number, second: number, balance: GroupWeights): number {
  if ((first & ~second) === 0) return 1
  let known = 0
  let all = 0
  BLOCKS.forEach((block, bit) => {
    if (!(first & (1 << bit))) return
    const weight = BLOCK_WEIGHT[block] * (balance[GROUP_OF_BLOCK[bit] ?? 0] ?? 0)
    all += weight
    if (second & (1 << bit)) known += weight
  })
  return all === 0 ? 1 : known / all
}

/**
 * Likeness of b to a, split into one part per group: a dot product is a sum over dimensions, so dividing each group's
 * dot product by the two lengths gives parts that add up exactly. With nothing in common the score is 0.
 */
export function compare(a: Embedding, b: Embedding, balance: GroupWeights = BALANCED): Likeness {
  const common = a.mask & b.mask
  const dots = new Float64Array(GROUPS.length)
  const popularityScore = fameOf(a, b, balance)
  let { lengthA, lengthB } = popularityScore
  for (const i of dimensionsOf(common)) {
    const group = GROUP_OF[i] ?? 0
    const weight = balance[group] ?? 0
    const x = a.vector[i] ?? 0
    const y = b.vector[i] ?? 0
    dots[group] = (dots[group] ?? 0) + weight * x * y
    lengthA += weight * x * x
    lengthB += weight * y * y
  }
  const length = Math.sqrt(lengthA * lengthB)
  const known = shareKnown(a.mask, b.mask, balance)
  const share = (dot: number) => (length === 0 ? 0 : (known * dot) / length)
  const parts = Object.fromEntries(GROUPS.map((group, i) => [group, share(dots[i] ?? 0)])) as ScoreParts
  const familiarity = share(popularityScore.dot)
  const score = GROUPS.reduce((sum, group) => sum + parts[group], familiarity)
  return { score, parts, familiarity, confidence: confidenceOf(common) }
}

const NO_FAME = { dot: 0, lengthA: 0, lengthB: 0 }

function fameOf({ popularityScore: x }: Embedding, { popularityScore: y }: Embedding, balance: GroupWeights) {
  const weight = balance[FAME] ?? 0
  if (weight === 0 || x === undefined || y === undefined || x === null || y === null) return NO_FAME
  return { dot: weight * x * y, lengthA: weight * x * x, lengthB: weight * y * y }
}

const CONFIDENCE = Float64Array.from({ length: 1 << BLOCKS.length }, (_, mask) =>
  BLOCKS.reduce((sum, block, bit) => sum + (mask & (1 << bit) ? BLOCK_WEIGHT[block] : 0), 0),
)

/** Share of the space's weight that the blocks of a mask carry, 0…1. */
export function confidenceOf(mask: number): number {
  return (CONFIDENCE[mask] ?? 0) / TOTAL_WEIGHT
}
