import type { FameScale, Member } from './member'

/** What is known of the whole catalog from a part of it: how likenesses spread, and how well known tracks are. */
export type CatalogSample = { members: Member[]; fame: FameScale }

/** A share counted on so many has a standard error of .016 at most, and of .003 at .99. */
export const SAMPLE_SIZE = 1000
/** Popularity is 0…100; before two tracks have one, this stands for its spread. */
const ANY_FAME: FameScale = { location: 50, scale: 20 }

/** The scale of some popularities, null where unknown; the same in whatever order they come. */
export function toFameScale(popularities: readonly (number | null)[]): FameScale {
  const known = popularities.filter((value) => value !== null).sort((a, b) => a - b)
  if (known.length < 2) return ANY_FAME
  const { location, scale } = moments(known)
  return scale > 0 ? { location, scale } : ANY_FAME
}

/** Mean and standard deviation. */
export function moments(values: readonly number[] | Float64Array): { location: number; scale: number } {
  const count = Math.max(1, values.length)
  let location = 0
  for (const value of values) location += value / count
  let variance = 0
  for (const value of values) variance += (value - location) ** 2 / count
  return { location, scale: Math.sqrt(variance) }
}
