import { createJobMetrics } from '../job-metrics'
import type { Readings } from '../metrics'

/** A house in which nothing happens. */
export const quietReadings: Readings = {
  queuedSearches: () => 0,
  index: () => null,
  jobs: { times: createJobMetrics(), count: () => Promise.resolve([]) },
  resultCache: () => ({ hits: 0, joined: 0, misses: 0, fallbacks: 0 }),
}
