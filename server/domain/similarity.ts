import { GROUPS, GROUP_WEIGHT, VECTOR_SPEC, type Group } from './vector-spec'
import { scaleValue, type ScaledDimension } from './scaler'
import type { UnitVector } from './vector'

/** One number per group; they add up to the score. */
export type ScoreParts = Record<Group, number>
export type Likeness = {
  /** Cosine over the groups both tracks have, −1…1; the sum of `parts` (and of `familiarity`, where it counts). */
  score: number
  parts: ScoreParts
  /** What being equally well known adds; 0 where it does not count. */
  familiarity: number
  /** Share of the space's weight that both tracks have, 0…1: how much of the sound was compared at all. */
  confidence: number
}

/** A track in the space: its unit vector, the groups it has, and how well known it is (see `toFame`). */
export type Place = { vector: UnitVector; mask: number; fame?: number | null }

/** What each group counts (1 as in the index, 0 not at all), in the order of GROUPS, and familiarity last. */
export type Balance = Float64Array
export const BALANCED: Balance = Float64Array.from([...GROUPS.map(() => 1), 0])
const FAME = GROUPS.length

/** Group of each dimension, looked up once: `cosine` runs for every candidate of every query. */
const GROUP_OF = Uint8Array.from(VECTOR_SPEC.dimensions, ({ group }) => GROUPS.indexOf(group))
const TOTAL_WEIGHT = GROUPS.reduce((sum, group) => sum + GROUP_WEIGHT[group], 0)

/** As much as one measured dimension: a value tuned on playlists would be fitted to their listeners. */
const FAME_WEIGHT = 1

/**
 * Familiarity as one more coordinate beside a unit vector: popularity as a normal score of the catalog, brought to the
 * length that a dimension of that weight has there. null where nobody knows.
 */
export function toFame(popularity: number | null, scale: ScaledDimension): number | null {
  return popularity === null ? null : (FAME_WEIGHT * scaleValue(popularity, scale)) / Math.sqrt(TOTAL_WEIGHT)
}

/** Cosine over what both have, each group counting as `balance` says: the score of `compare` without its parts. */
export function cosine(a: Place, b: Place, balance: Balance = BALANCED): number {
  const common = a.mask & b.mask
  let dot = 0
  let lengthA = 0
  let lengthB = 0
  for (let i = 0; i < GROUP_OF.length; i++) {
    const group = GROUP_OF[i] ?? 0
    if (!(common & (1 << group))) continue
    const weight = balance[group] ?? 0
    const x = a.vector[i] ?? 0
    const y = b.vector[i] ?? 0
    dot += weight * x * y
    lengthA += weight * x * x
    lengthB += weight * y * y
  }
  const fame = fameOf(a, b, balance)
  const length = Math.sqrt((lengthA + fame.lengthA) * (lengthB + fame.lengthB))
  return length === 0 ? 0 : (dot + fame.dot) / length
}

/**
 * Cosine of two vectors over the groups both have, split into one part per group: a dot product is a sum over
 * dimensions, so dividing each group's dot product by the two lengths gives parts that add up exactly.
 * Masks are those of `groupMask`. With no group in common the score is 0.
 */
export function compare(a: Place, b: Place, balance: Balance = BALANCED): Likeness {
  const common = a.mask & b.mask
  const dots = new Float64Array(GROUPS.length)
  const fame = fameOf(a, b, balance)
  let { lengthA, lengthB } = fame
  for (let i = 0; i < GROUP_OF.length; i++) {
    const group = GROUP_OF[i] ?? 0
    if (!(common & (1 << group))) continue
    const weight = balance[group] ?? 0
    const x = a.vector[i] ?? 0
    const y = b.vector[i] ?? 0
    dots[group] = (dots[group] ?? 0) + weight * x * y
    lengthA += weight * x * x
    lengthB += weight * y * y
  }
  const length = Math.sqrt(lengthA * lengthB)
  const share = (dot: number) => (length === 0 ? 0 : dot / length)
  const parts = Object.fromEntries(GROUPS.map((group, i) => [group, share(dots[i] ?? 0)])) as ScoreParts
  const familiarity = share(fame.dot)
  const score = GROUPS.reduce((sum, group) => sum + parts[group], familiarity)
  return { score, parts, familiarity, confidence: confidenceOf(common) }
}

const NO_FAME = { dot: 0, lengthA: 0, lengthB: 0 }

function fameOf({ fame: x }: Place, { fame: y }: Place, balance: Balance) {
  const weight = balance[FAME] ?? 0
  if (weight === 0 || x === undefined || y === undefined || x === null || y === null) return NO_FAME
  return { dot: weight * x * y, lengthA: weight * x * x, lengthB: weight * y * y }
}

const CONFIDENCE = Float64Array.from({ length: 1 << GROUPS.length }, (_, mask) =>
  GROUPS.reduce((sum, group, bit) => sum + (mask & (1 << bit) ? GROUP_WEIGHT[group] : 0), 0),
)

/** Share of the space's weight that the groups of a mask carry, 0…1. */
export function confidenceOf(mask: number): number {
  return (CONFIDENCE[mask] ?? 0) / TOTAL_WEIGHT
}
