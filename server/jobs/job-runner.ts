import { DomainError } from '../domain/errors'
import { decideRetry, type RetryLimits } from './domain/job-retry'
import { FailedWithReport, type IngestReport, type JobKind } from '../domain/job'
import type { Logger } from '../observability/logger'
import type { AttemptEnd, HoldSign, JobAttemptRepository, SilentJob } from './job-attempt.repository'
import type { JobQueueRepository, TakenJob } from './job-queue.repository'
import type { Progress } from '../catalog/ports'
import { createJobReporter, type JobPace, type Reporting } from './progress/job-reporter'

export type JobTools = { progress: Progress; signal: AbortSignal }
/**
 * How a kind of job is done. `tidyUp` comes after the job is done, or has failed of `failure` (it can be resumed then),
 * and is not missed where it fails itself.
 */
export type JobHandler = {
  work: (input: unknown, tools: JobTools) => Promise<IngestReport | null>
  tidyUp?: (input: unknown, failure: DomainError | null) => Promise<void>
}
export type JobRunner = ReturnType<typeof createJobRunner>

type Deps = {
  queue: Pick<JobQueueRepository, 'take' | 'secondsToNextDue'>
  attempts: JobAttemptRepository
  handlers: Record<JobKind, JobHandler>
  toDomainError: (error: unknown) => DomainError
  log: Logger
  reporting?: Reporting
  /** Told of each job that begins and ends here; for figures. */
  onStart?: (kind: JobKind, waitedSeconds: number) => void
  onEnd?: (kind: JobKind, end: JobEnd, seconds: number) => void
}
export type JobEnd = 'done' | 'failed' | 'waiting' | 'cancelled' | 'given-back' | 'lost'
export type JobRunnerOptions = RetryLimits & {
  /** Jobs of this process at once. */
  concurrency: number
  /** Jobs of all processes at once that ask Spotify. */
  spotifyConcurrency: number
  /** How often it is looked for jobs besides being woken, because a notification may be lost with its connection. */
  pollMs: number
  /** A job that says nothing for so long is taken from its process. */
  silentSeconds: number
  /** How long jobs are waited for that were told to stop. */
  stopMs: number
}

type Held = {
  taken: TakenJob
  controller: AbortController
  /** Why it was told to stop; null while it was not. */
  stopped: 'cancel' | 'give-back' | 'lost' | null
  done: Promise<void>
}

const SECOND = 1000
/** Where the database could not be asked for jobs, it is asked again so soon. */
const ASK_AGAIN_MS = 1000
/** A job is due by the clock of the database: a moment later it is due for certain. */
const DUE_MARGIN_MS = 20
/** Signs of life in the time after which a job counts as silent. */
const BEATS = 4
/** The end of a job is written again where the database was away, so many times. */
const WRITES = 3

/**
 * Takes jobs and does them, a few at a time. The row in Postgres is what everybody sees and whose attempt decides who
 * may write: a process that lost a job to another one stops without a word. A fault that passes makes the job wait,
 * stopping the process gives it back, and jobs of processes that died are taken up by whoever looks first.
 */
export function createJobRunner(deps: Deps, options: JobRunnerOptions) {
  const { queue, attempts, handlers, log } = deps
  const held = new Map<string, Held>()
  const timers: NodeJS.Timeout[] = []
  const state = { closed: false, calls: 0, answered: 0 }
  let filling: Promise<void> | null = null
  let alarm: NodeJS.Timeout | undefined

  /** Nightly work leaves a place free for what somebody waits for. */
  function takesNightly(): boolean {
    const nightly = [...held.values()].filter(({ taken }) => taken.job.priority === 'nightly').length
    return nightly < Math.max(1, options.concurrency - 1)
  }

  async function fill(): Promise<void> {
    // Who calls while it is looked for jobs may know of one that was not there yet.
    while (state.answered !== state.calls) {
      state.answered = state.calls
      while (!state.closed && held.size < options.concurrency) {
        const limits = { maxSpotify: options.spotifyConcurrency, nightly: takesNightly() }
        const taken = await queue.take(limits)
        if (!taken) break
        hold(taken)
      }
      const seconds = await queue.secondsToNextDue()
      if (seconds !== null) wakeIn(seconds * SECOND + DUE_MARGIN_MS)
    }
  }

  /** Jobs that wait for a time send no word when it has come. */
  function wakeIn(milliseconds: number): void {
    clearTimeout(alarm)
    if (!state.closed) alarm = setTimeout(wake, Math.min(milliseconds, options.pollMs)).unref()
  }

  function wake(): void {
    if (state.closed) return
    state.calls++
    filling ??= fill()
      .catch((err: unknown) => {
        log.warn({ reason: deps.toDomainError(err).code, err }, 'jobs could not be looked for')
        wakeIn(ASK_AGAIN_MS)
      })
      .finally(() => {
        filling = null
        if (state.answered !== state.calls) wake()
      })
  }

  function hold(taken: TakenJob): void {
    const entry: Held = { taken, controller: new AbortController(), stopped: null, done: Promise.resolve() }
    held.set(taken.job.id, entry)
    if (state.closed) stop(entry, 'give-back')
    entry.done = run(entry).finally(() => {
      held.delete(taken.job.id)
      wake()
    })
  }

  function stop(entry: Held, why: NonNullable<Held['stopped']>): void {
    if (entry.stopped) return
    entry.stopped = why
    entry.controller.abort(new DomainError('CANCELLED', 'The job was told to stop.'))
  }

  function applySign(id: string, sign: HoldSign): void {
    const entry = held.get(id)
    if (entry && sign !== 'go-on') stop(entry, sign === 'lost' ? 'lost' : 'cancel')
  }

  async function run(entry: Held): Promise<void> {
    const { job, attempt, input, dueAt, startedAt } = entry.taken
    const mine = { id: job.id, attempt }
    const began = performance.now()
    deps.onStart?.(job.kind, Math.max(0, startedAt.getTime() - dueAt.getTime()) / SECOND)
    const rows = {
      progress: async (id: string, stage: string, done: number, total: number | null, pace: JobPace) => {
        applySign(id, await attempts.progress(mine, stage, done, total, pace))
      },
    }
    const reporter = createJobReporter(rows, job.id, log, deps.reporting)
    const { signal } = entry.controller
    const work = async () => {
      signal.throwIfAborted()
      return handlers[job.kind].work(input, { progress: reporter.progress, signal })
    }
    const outcome = await work().then(
      (report) => ({ report }),
      (error: unknown) => ({ error }),
    )
    await reporter.stop()
    const end = 'report' in outcome ? { state: 'done' as const, ...outcome } : toEnd(entry, outcome.error)
    const isStored = end !== null && (await retryWrite(job.id, () => attempts.end(mine, end)))
    if (isStored && (end.state === 'done' || end.state === 'failed')) {
      await tidyUp(entry, end.state === 'failed' ? end.error : null)
    }
    const shown = !isStored ? 'lost' : end.state === 'queued' ? 'given-back' : end.state
    deps.onEnd?.(job.kind, shown, (performance.now() - began) / SECOND)
    log.info({ job: job.id, kind: job.kind, subject: job.subject, attempt, end: shown }, `job ${shown}`)
  }

  /** What becomes of a job whose work broke off; null where it is another process's. */
  function toEnd({ taken, stopped }: Held, error: unknown): AttemptEnd | null {
    if (stopped === 'lost') return null
    if (stopped === 'cancel') return { state: 'cancelled' }
    if (stopped === 'give-back') return { state: 'queued' }
    const known = deps.toDomainError(error)
    const about = { job: taken.job.id, kind: taken.job.kind }
    if (known.code === 'INTERNAL') log.error({ ...about, err: error }, 'job broke off')
    else log.info({ ...about, reason: known.code }, known.message)
    const report = error instanceof FailedWithReport ? error.report : null
    return decide(known, { ...taken, deaths: 0 }, report)
  }

  /** A wait, or a failure where waiting does not help. */
  function decide(
    error: DomainError,
    { faults, deaths, enqueuedAt }: SilentJob,
    report: IngestReport | null = null,
  ): AttemptEnd {
    const ageSeconds = Math.max(0, Date.now() - enqueuedAt.getTime()) / SECOND
    const decision = decideRetry(error, { faults, deaths, ageSeconds, chance: Math.random() }, options)
    if (decision.kind === 'wait') {
      return { state: 'waiting', error, seconds: decision.seconds, faults: decision.faults }
    }
    if (decision.attempts === null) return { state: 'failed', error, report }
    const { code, message, hint } = error
    const tried = `${message} It was tried ${String(decision.attempts)} times.`
    return { state: 'failed', error: new DomainError(code, tried, { hint, cause: error }), report }
  }

  async function tidyUp({ taken: { job, input } }: Held, failure: DomainError | null): Promise<void> {
    await handlers[job.kind].tidyUp?.(input, failure).catch((err: unknown) => {
      log.warn({ job: job.id, err }, 'not tidied up after a job')
    })
  }

  /** Writes how a job ended; where that cannot be written, it falls silent and is taken up again. */
  async function retryWrite(job: string, write: () => Promise<boolean>): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      try {
        return await write()
      } catch (err) {
        log.warn({ job, err }, 'the end of a job could not be stored')
        if (tries === WRITES) return false
        await new Promise((resolve) => setTimeout(resolve, SECOND))
      }
    }
  }

  async function beat(): Promise<void> {
    const now = [...held.values()].map(({ taken: { job, attempt } }) => ({ id: job.id, attempt }))
    if (now.length === 0) return
    const signs = await attempts.beat(now)
    now.forEach(({ id }, i) => {
      applySign(id, signs[i] ?? 'go-on')
    })
  }

  async function recoverSilent(): Promise<void> {
    const lost = new DomainError('JOB_LOST', 'The process that did this job ended, or was cut off.')
    // After an outage of the database all jobs look silent; those of this process are not.
    await beat()
    const done = await attempts.recover(options.silentSeconds, (silent) => decide(lost, silent))
    for (const { id, attempt, end } of done) log.warn({ job: id, attempt, end }, 'a job had fallen silent')
  }

  /** Calls `work` again and again, never twice at once. */
  function every(milliseconds: number, what: string, work: () => Promise<void>): void {
    let isBusy = false
    const timer = setInterval(() => {
      if (isBusy) return
      isBusy = true
      work()
        .catch((err: unknown) => {
          log.warn({ err }, what)
        })
        .finally(() => {
          isBusy = false
        })
    }, milliseconds)
    timers.push(timer.unref())
  }

  return {
    /** From now on jobs are taken. */
    start(): void {
      const pulse = (options.silentSeconds * SECOND) / BEATS
      every(pulse, 'no sign of life could be given', beat)
      every(pulse, 'silent jobs could not be looked after', recoverSilent)
      timers.push(setInterval(wake, options.pollMs).unref())
      wake()
    },
    wake,
    /** Stops a job that runs here because somebody asked for it. */
    cancel: (id: string): void => {
      applySign(id, 'stop')
    },
    count: (): number => held.size,

    /** Takes no more jobs and gives back those under way, for others to go on with. */
    async close(): Promise<void> {
      state.closed = true
      for (const timer of timers) clearInterval(timer)
      clearTimeout(alarm)
      await filling
      for (const entry of held.values()) stop(entry, 'give-back')
      const late = new Promise((resolve) => setTimeout(resolve, options.stopMs).unref())
      await Promise.race([Promise.allSettled([...held.values()].map(({ done }) => done)), late])
      // What does not listen ends with the process; its jobs need not wait until they are missed.
      for (const { taken } of held.values()) {
        const mine = { id: taken.job.id, attempt: taken.attempt }
        await attempts.end(mine, { state: 'queued' }).catch((err: unknown) => {
          log.warn({ job: taken.job.id, err }, 'a job could not be given back')
        })
      }
    },
  }
}
