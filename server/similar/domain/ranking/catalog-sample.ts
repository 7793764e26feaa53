import { normalScores } from '../../../domain/features/scaler'
import type { PopularityScale } from './member'
import type { Pool } from './pool'

/** What is known of the whole catalog from a part of it: how likenesses spread, and how well known tracks are. */
export type CatalogSample = { pool: Pool; popularityScore: PopularityScale }

/** A share counted on so many has a standard error of .016 at most, and of .003 at .99. */
export const SAMPLE_SIZE = 1000
/** Popularity is 0…100; before two tracks differ in it, this stands for its spread. */
const ANY_FAME: PopularityScale = { location: 50, scale: 20 }

/**
 * The scale of some popularities, null where unknown; the same in whatever order they come. Ranked like the year:
 * popularity is a service's own invention, with a heap of tracks at nought and its steps not of one size, so that only
 * its order means something.
 */
export function toPopularityScale(popularities: readonly (number | null)[]): PopularityScale {
  const known = Float32Array.from(popularities.filter((value) => value !== null)).sort()
  const { location, scale } = moments(known)
  return scale > 0 ? { location, scale, scores: normalScores(known) } : ANY_FAME
}

/** Mean and standard deviation. */
export function moments(values: Float32Array | Float64Array): { location: number; scale: number } {
  const count = Math.max(1, values.length)
  let location = 0
  for (const value of values) location += value / count
  let variance = 0
  for (const value of values) variance += (value - location) ** 2 / count
  return { location, scale: Math.sqrt(variance) }
}
