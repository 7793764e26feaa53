import { DomainError } from '../domain/errors'
import { decideRetry, type RetryLimits } from '../domain/job-retry'
import { FailedWithReport, type IngestReport, type JobKind } from '../domain/job'
import type { Logger } from '../observability/logger'
import type { HoldSign, JobAttemptRepository, JobWait } from '../repositories/job-attempt.repository'
import type { JobQueueRepository, QueueName, TakenJob } from '../repositories/job-queue.repository'
import type { Progress } from '../services/ports'
import { createJobReporter, type JobPace, type Reporting } from './job-reporter'

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
  /** Runs the work of a job as what gives way to requests. */
  asJob?: <T>(work: () => Promise<T>) => Promise<T>
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

const PERSON: QueueName[] = ['person-spotify', 'person-own']
const NIGHTLY: QueueName[] = ['nightly-spotify', 'nightly-own']
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
  const asJob = deps.asJob ?? ((work) => work())
  const held = new Map<string, Held>()
  const timers: NodeJS.Timeout[] = []
  const state = { closed: false, calls: 0, answered: 0 }
  let filling: Promise<void> | null = null
  let turn = 0
  let alarm: NodeJS.Timeout | undefined

  /** Somebody who waits before nightly work, which leaves a place free; of two equal queues each comes first in turn. */
  function queues(): QueueName[] {
    const inTurn = <T>(pair: T[]): T[] => (turn % 2 === 0 ? pair : [...pair].reverse())
    turn++
    const nightly = [...held.values()].filter(({ taken }) => taken.job.priority === 'nightly').length
    const maxNightly = Math.max(1, options.concurrency - 1)
    return nightly < maxNightly ? [...inTurn(PERSON), ...inTurn(NIGHTLY)] : inTurn(PERSON)
  }

  async function fill(): Promise<void> {
    // Who calls while it is looked for jobs may know of one that was not there yet.
    while (state.answered !== state.calls) {
      state.answered = state.calls
      while (!state.closed && held.size < options.concurrency) {
        const taken = await queue.take(queues(), options.spotifyConcurrency)
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

  function obey(id: string, sign: HoldSign): void {
    const entry = held.get(id)
    if (entry && sign !== 'go-on') stop(entry, sign === 'lost' ? 'lost' : 'cancel')
  }

  async function run(entry: Held): Promise<void> {
    const { job, attempt, dueAt, startedAt } = entry.taken
    const mine = { id: job.id, attempt }
    const began = performance.now()
    deps.onStart?.(job.kind, Math.max(0, startedAt.getTime() - dueAt.getTime()) / SECOND)
    const rows = {
      progress: async (id: string, stage: string, done: number, total: number | null, pace: JobPace) => {
        obey(id, await attempts.progress(mine, stage, done, total, pace))
      },
    }
    const reporter = createJobReporter(rows, job.id, log, deps.reporting)
    const { work } = handlers[job.kind]
    let end: () => Promise<JobEnd>
    try {
      entry.controller.signal.throwIfAborted()
      const tools = { progress: reporter.progress, signal: entry.controller.signal }
      const report = await asJob(() => work(entry.taken.input, tools))
      end = async () => {
        if (!(await attempts.finish(mine, report))) return 'lost'
        await tidyUp(entry, null)
        return 'done'
      }
    } catch (error) {
      end = () => endEarly(entry, error)
    }
    await reporter.stop()
    const ended = await insist(end, entry)
    const seconds = (performance.now() - began) / SECOND
    deps.onEnd?.(job.kind, ended, seconds)
    log.info({ job: job.id, kind: job.kind, subject: job.subject, attempt, end: ended }, `job ${ended}`)
  }

  /** What becomes of a job whose work broke off. */
  async function endEarly(entry: Held, error: unknown): Promise<JobEnd> {
    const { taken, stopped } = entry
    const { job, attempt } = taken
    const mine = { id: job.id, attempt }
    if (stopped === 'lost') return 'lost'
    if (stopped === 'cancel') return (await attempts.cancel(mine)) ? 'cancelled' : 'lost'
    if (stopped === 'give-back') return (await attempts.giveBack(mine)) ? 'given-back' : 'lost'
    const known = deps.toDomainError(error)
    if (known.code === 'INTERNAL') log.error({ job: job.id, kind: job.kind, err: error }, 'job broke off')
    else log.info({ job: job.id, kind: job.kind, reason: known.code }, known.message)
    const next = toNext(known, taken)
    if ('seconds' in next) return (await attempts.wait(mine, next)) ? 'waiting' : 'lost'
    const report = error instanceof FailedWithReport ? error.report : null
    if (!(await attempts.fail(mine, next.error, report))) return 'lost'
    await tidyUp(entry, next.error)
    return 'failed'
  }

  async function tidyUp({ taken: { job, input } }: Held, failure: DomainError | null): Promise<void> {
    await handlers[job.kind].tidyUp?.(input, failure).catch((err: unknown) => {
      log.warn({ job: job.id, err }, 'not tidied up after a job')
    })
  }

  /** A wait, or the last word where there is none to be had by waiting. */
  function toNext(
    error: DomainError,
    { faults, deaths = 0, enqueuedAt }: Pick<TakenJob, 'faults' | 'enqueuedAt'> & { deaths?: number },
  ): JobWait | { error: DomainError } {
    const ageSeconds = Math.max(0, Date.now() - enqueuedAt.getTime()) / SECOND
    const decision = decideRetry(error, { faults, deaths, ageSeconds, chance: Math.random() }, options)
    if (decision.kind === 'wait') return { error, seconds: decision.seconds, faults: decision.faults }
    if (decision.attempts === null) return { error }
    const { code, message, hint } = error
    const tried = `It was tried ${String(decision.attempts)} times.`
    return { error: new DomainError(code, `${message} ${tried}`, { hint, cause: error }) }
  }

  /** Writes how a job ended; where that cannot be written, it falls silent and is taken up again. */
  async function insist(end: () => Promise<JobEnd>, { taken }: Held): Promise<JobEnd> {
    for (let write = 1; ; write++) {
      try {
        return await end()
      } catch (err) {
        log.warn({ job: taken.job.id, err }, 'the end of a job could not be stored')
        if (write === WRITES) return 'lost'
        await new Promise((resolve) => setTimeout(resolve, SECOND))
      }
    }
  }

  async function beat(): Promise<void> {
    const now = [...held.values()].map(({ taken: { job, attempt } }) => ({ id: job.id, attempt }))
    if (now.length === 0) return
    const signs = await attempts.beat(now)
    now.forEach(({ id }, i) => {
      obey(id, signs[i] ?? 'go-on')
    })
  }

  async function lookAfterSilent(): Promise<void> {
    const lost = new DomainError('JOB_LOST', 'The process that did this job ended, or was cut off.')
    // After an outage of the database all jobs look silent; those of this process are not.
    await beat()
    const done = await attempts.recover(options.silentSeconds, (silent) => toNext(lost, silent))
    for (const { id, attempt, end } of done) log.warn({ job: id, attempt, end }, 'a job had fallen silent')
    await attempts.sendOverdue(options.silentSeconds)
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
    timer.unref()
    timers.push(timer)
  }

  return {
    /** From now on jobs are taken. */
    start(): void {
      const pulse = (options.silentSeconds * SECOND) / BEATS
      every(pulse, 'no sign of life could be given', beat)
      every(pulse, 'silent jobs could not be looked after', lookAfterSilent)
      timers.push(setInterval(wake, options.pollMs).unref())
      wake()
    },
    wake,
    /** Stops a job that runs here because somebody asked for it. */
    cancel: (id: string): void => {
      obey(id, 'stop')
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
        await attempts.giveBack(mine).catch((err: unknown) => {
          log.warn({ job: taken.job.id, err }, 'a job could not be given back')
        })
      }
    },
  }
}
