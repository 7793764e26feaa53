import type { Resources } from '../process/resources'
import type { Sql } from '~db/client'
import type { JobKind } from '../domain/job'
import type { Env } from './env'
import type { Reporting } from '../jobs/progress/job-reporter'
import { createJobRunner, type JobHandler, type JobRunner } from '../jobs/job-runner'
import { keepNightly } from '../jobs/nightly'
import { createSchedules } from '../jobs/schedules'
import type { Logger } from '../observability/logger'
import type { JobMetrics } from '../observability/job-metrics'
import { toKnownError } from '../postgres/database-error'
import { createJobAttemptRepository } from '../jobs/job-attempt.repository'
import { createJobScheduleRepository } from '../jobs/job-schedule.repository'
import { createJobRepository } from '../jobs/job.repository'
import { createEnqueue } from '../jobs/enqueue'
import { createJobQueueRepository, STOP_CHANNEL, WAKE_CHANNEL } from '../jobs/job-queue.repository'

/** Sessions that are over, and the data of users who left, go at this local time. */
const RETENTION_AT = '04:10'

type Wiring = {
  env: Env
  log: Logger
  sql: Sql
  metrics: Pick<JobMetrics, 'observeWait' | 'observeRun'>
  reporting: Reporting
  resources: Resources
  /** Writes the backup of the day. */
  backUp: () => Promise<unknown>
}

/** The queue that all processes share: what asks for work, and what does it where ROLE says so. */
export function createJobs({ env, log, sql, metrics, reporting, resources, backUp }: Wiring) {
  const queue = createJobQueueRepository(sql)
  let runner: JobRunner | null = null

  const enqueue = createEnqueue(queue, env.limits.jobQueue)

  function keepSchedules(): void {
    const schedules = createSchedules(createJobScheduleRepository(sql), log)
    resources.defer(() => {
      schedules.stop()
      return Promise.resolve()
    })
    const priority = 'nightly'
    keepNightly(
      schedules,
      {
        rebuild: env.index.rebuildAt,
        refresh: env.retention.refreshAt,
        retention: RETENTION_AT,
        backup: env.retention.backupAt,
      },
      {
        rebuild: () => enqueue('rebuild-index', 'index', { since: new Date().toISOString() }, { priority }),
        refresh: () => enqueue('refresh-metadata', 'what is old', {}, { priority }),
        retention: () => enqueue('retention', 'what is over', {}, { priority }),
        backup: backUp,
      },
      log,
    )
  }

  return {
    rows: createJobRepository(sql),
    queue,
    enqueue,
    describe: (): string =>
      runner === null
        ? 'left to other processes (ROLE=web)'
        : `${String(runner.count())} of ${String(env.jobs.concurrency)} at work`,

    /** From now on this process does jobs, where its role is to. */
    async startWork(handlers: Record<JobKind, JobHandler>): Promise<void> {
      if (env.process.role === 'web') return
      const working = createJobRunner(
        {
          queue,
          attempts: createJobAttemptRepository(sql),
          handlers,
          reporting,
          log,
          toDomainError: toKnownError,
          onStart: metrics.observeWait,
          onEnd: metrics.observeRun,
        },
        {
          concurrency: env.jobs.concurrency,
          spotifyConcurrency: env.jobs.spotifyConcurrency,
          pollMs: env.limits.jobPollMs,
          silentSeconds: env.limits.jobSilentSeconds,
          stopMs: env.limits.jobStopMs,
          maxAttempts: env.limits.jobMaxAttempts,
          firstWaitSeconds: env.limits.jobRetrySeconds,
          maxAgeSeconds: env.limits.jobMaxWaitHours * 3600,
        },
      )
      runner = working
      resources.use(working)
      await sql.listen(STOP_CHANNEL, working.cancel)
      await sql.listen(WAKE_CHANNEL, working.wake, working.wake)
      keepSchedules()
      working.start()
    },
  }
}
