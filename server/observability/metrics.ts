import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** What is asked of gauges when somebody looks. */
export type Readings = { indexedTracks: () => number; queuedSearches: () => number }

/**
 * Figures in Prometheus' text format: requests by route and status, searches waiting, tracks in the index, and the
 * process itself (event-loop delay, memory, garbage collection).
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
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('segue_index_tracks', 'Tracks that can be found now', readings.indexedTracks)
  gauge('segue_index_queue', 'Searches that wait for a thread', readings.queuedSearches)

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
