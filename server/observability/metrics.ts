import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { registerCacheMetrics, type CacheReading } from './cache-metrics'
import { registerIndexMetrics, type IndexReading } from './index-metrics'
import type { JobMetrics, JobReading } from './job-metrics'

export type Metrics = ReturnType<typeof createMetrics>

/** What is asked of gauges when somebody looks. */
export type Readings = {
  queuedSearches: () => number
  index: () => IndexReading | null
  resultCache: () => CacheReading
  /** Jobs of all processes, and the times of those done here. */
  jobs: { times: JobMetrics; count: () => Promise<JobReading[]> }
}

/**
 * Figures in Prometheus' text format: requests by route and status, searches waiting, the index in use, the result
 * cache, and the process itself (event-loop delay, memory, garbage collection).
 */
export function createMetrics(readings: Readings) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'segue_http_request_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const errors = new Counter({
    name: 'segue_errors_total',
    help: 'Failures by code',
    labelNames: ['code'],
    registers: [registry],
  })
  new Gauge({
    name: 'segue_index_queue',
    help: 'Searches that wait for a thread',
    registers: [registry],
    collect() {
      this.set(readings.queuedSearches())
    },
  })
  registerIndexMetrics(registry, readings.index)
  registerCacheMetrics(registry, readings.resultCache)
  readings.jobs.times.register(registry, readings.jobs.count)

  return {
    observeRequest(labels: { method: string; route: string; status: number }, seconds: number): void {
      requests.observe({ ...labels, status: String(labels.status) }, seconds)
    },
    countError: (code: string) => {
      errors.inc({ code })
    },
    contentType: registry.contentType,
    read: () => registry.metrics(),
  }
}
