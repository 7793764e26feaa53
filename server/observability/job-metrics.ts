import { Gauge, Histogram, type Registry } from 'prom-client'

export type JobReading = { kind: string; state: string; count: number }
export type JobMetrics = ReturnType<typeof createJobMetrics>

/** Times of the jobs that this process does; they are registered when there is a registry. */
export function createJobMetrics() {
  const waited = new Histogram({
    name: 'segue_job_wait_seconds',
    help: 'Time from when a job could be taken to when this process took it',
    labelNames: ['kind'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 3600],
    registers: [],
  })
  const ran = new Histogram({
    name: 'segue_job_run_seconds',
    help: 'Time that this process worked on a job, by how that ended',
    labelNames: ['kind', 'end'],
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200],
    registers: [],
  })
  return {
    observeWait: (kind: string, seconds: number): void => {
      waited.observe({ kind }, seconds)
    },
    observeRun: (kind: string, end: string, seconds: number): void => {
      ran.observe({ kind, end }, seconds)
    },

    /** Adds the jobs of all processes by kind and state, read when somebody looks. */
    register(registry: Registry, count: () => Promise<JobReading[]>): void {
      registry.registerMetric(waited)
      registry.registerMetric(ran)
      new Gauge({
        name: 'segue_jobs',
        help: 'Jobs of all processes by kind and state',
        labelNames: ['kind', 'state'],
        registers: [registry],
        async collect() {
          // A database that is away must not take the other figures with it.
          const read = await count().catch((): JobReading[] => [])
          this.reset()
          for (const { kind, state, count: jobs } of read) this.set({ kind, state }, jobs)
        },
      })
    },
  }
}
