import { DomainError, toDomainError } from '../domain/errors'
import type { IngestReport, Job, JobKind } from '../domain/job'
import type { Logger } from '../observability/logger'
import type { JobRepository } from '../repositories/job.repository'
import type { Progress } from '../services/ports'
import { createJobReporter, type Reporting } from './job-reporter'

export type JobRunner = ReturnType<typeof createJobRunner>
export type JobWork = (tools: { progress: Progress; signal: AbortSignal }) => Promise<IngestReport | null>

type Deps = { jobs: JobRepository; log: Logger; reporting?: Reporting }
type Options = { concurrency: number; maxQueue: number }

/**
 * Runs jobs in this process, a few at a time. The row in Postgres is what everybody sees; a second request for the
 * same subject joins the job that runs. On close, running jobs are told to stop and say why.
 */
export function createJobRunner({ jobs, log, reporting }: Deps, options: Options) {
  const waiting: (() => void)[] = []
  const controllers = new Map<string, AbortController>()
  const under = new Set<Promise<void>>()
  let running = 0
  let closed = false

  const slot = async () => {
    if (running < options.concurrency) running++
    else {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    }
  }
  const release = () => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  async function run(job: Job, work: JobWork): Promise<void> {
    const controller = new AbortController()
    controllers.set(job.id, controller)
    // Before the slot: a job that waits for its turn lives too.
    const reporter = createJobReporter(jobs, job.id, log, reporting)
    await slot()
    try {
      controller.signal.throwIfAborted()
      await jobs.start(job.id)
      const report = await work({ progress: reporter.progress, signal: controller.signal })
      await reporter.stop()
      await jobs.finish(job.id, report)
      log.info({ job: job.id, kind: job.kind, subject: job.subject }, 'job done')
    } catch (error) {
      await reporter.stop()
      await fail(job, controller.signal.aborted ? controller.signal.reason : error)
    } finally {
      controllers.delete(job.id)
      release()
    }
  }

  async function fail(job: Job, error: unknown): Promise<void> {
    const known = toDomainError(error)
    if (known.code === 'INTERNAL') log.error({ job: job.id, kind: job.kind, err: error }, 'job failed')
    else log.info({ job: job.id, kind: job.kind, reason: known.code }, 'job ended with an error')
    await jobs.fail(job.id, known).catch((err: unknown) => {
      log.error({ job: job.id, err }, 'the failure of a job could not be stored')
    })
  }

  return {
    /**
     * Starts a job, or joins the active one of the same kind and subject (and user, where it is for one alone).
     * Throws BUSY when too many wait.
     */
    async start(
      kind: JobKind,
      subject: string,
      work: JobWork,
      userId: string | null = null,
    ): Promise<{ job: Job; joined: boolean }> {
      if (closed || waiting.length >= options.maxQueue) {
        throw new DomainError('BUSY', 'Too many jobs are waiting.', { retryAfterSeconds: 10 })
      }
      const { job, created } = await jobs.create(kind, subject, userId)
      if (created) {
        const done = run(job, work).finally(() => under.delete(done))
        under.add(done)
      }
      return { job, joined: !created }
    },

    /** Stops a job of this process; false where it has none of that id under way. */
    cancel(id: string): boolean {
      const controller = controllers.get(id)
      controller?.abort(
        new DomainError('CANCELLED', 'It was stopped.', { hint: 'Go on with it whenever you like.' }),
      )
      return controller !== undefined
    },

    /** Tells every job to stop and waits until each has said how it ended. */
    async close(): Promise<void> {
      closed = true
      const reason = new DomainError('CANCELLED', 'The server was stopped before the job was done.', {
        hint: 'Start it again; what was stored is kept.',
      })
      for (const controller of controllers.values()) controller.abort(reason)
      await Promise.allSettled(under)
    },
  }
}
