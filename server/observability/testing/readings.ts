import type { Readings } from '../metrics'

/** A house in which nothing happens. */
export const quietReadings: Readings = {
  queuedSearches: () => 0,
  index: () => null,
  resultCache: () => ({ hits: 0, joined: 0, misses: 0, fallbacks: 0 }),
}
