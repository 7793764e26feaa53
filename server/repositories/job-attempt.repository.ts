import type { Queryable, Sql } from '~db/client'
import type { DomainError } from '../domain/errors'
import type { IngestReport, JobPriority, Waiting } from '../domain/job'
import { deliver, queueOf, type JobDelivery, type JobSource } from './job-queue.repository'

/** A job as long as its attempt is the newest: whoever holds an earlier one changes nothing. */
export type HeldJob = { id: string; attempt: number }
/** What a row says to its holder: go on, stop, or that somebody else has it. */
export type HoldSign = 'go-on' | 'stop' | 'lost'
/** How long a job waits, and how many of its attempts broke off by now. */
export type JobWait = { error: DomainError; seconds: number; faults: number }

type DeliveryRow = { id: string; priority: JobPriority; source: JobSource; not_before: Date | null }
/** Silent jobs that are looked after at a time. */
const BATCH = 100

export type JobAttemptRepository = ReturnType<typeof createJobAttemptRepository>

/** What the holder of a job writes, and what is done about holders that write nothing any more. */
export function createJobAttemptRepository(sql: Sql, delivery: JobDelivery) {
  const isMine = ({ id, attempt }: HeldJob) => sql`id = ${id} and attempt = ${attempt} and state = 'running'`
  const toError = ({ code, message, hint }: DomainError) => sql.json({ code, message, hint })

  async function sendAgain(tx: Queryable, held: HeldJob, { error, seconds, faults }: JobWait) {
    const [row] = await tx<DeliveryRow[]>`
      update jobs set state = 'waiting', stage = 'waiting', error = ${toError(error)}, faults = ${faults},
        not_before = now() + ${seconds} * interval '1 second', heartbeat_at = now()
      where ${isMine(held)} returning id, priority, source, not_before`
    if (row) await deliver(tx, delivery, row, row.not_before)
    return row !== undefined
  }
  async function failIn(
    tx: Queryable,
    held: HeldJob,
    error: DomainError,
    report: IngestReport | null = null,
  ) {
    const rows = await tx`
      update jobs set state = 'failed', error = ${toError(error)},
        report = ${report === null ? null : sql.json(report)}, finished_at = now()
      where ${isMine(held)} returning id`
    return rows.length > 0
  }
  async function cancelIn(tx: Queryable, held: HeldJob) {
    const rows = await tx`
      update jobs set state = 'cancelled', stage = 'cancelled', finished_at = now()
      where ${isMine(held)} returning id`
    return rows.length > 0
  }

  return {
    async progress(
      held: HeldJob,
      stage: string,
      done: number,
      total: number | null,
      { rate, waiting }: { rate: number | null; waiting: Waiting | null } = { rate: null, waiting: null },
    ): Promise<HoldSign> {
      const [row] = await sql<{ stop: boolean }[]>`
        update jobs set stage = ${stage}, done = ${done}, total = ${total}, heartbeat_at = now(),
          rate = ${rate}, waiting = ${waiting === null ? null : sql.json(waiting)}
        where ${isMine(held)} returning stop_requested_at is not null as stop`
      return toSign(row)
    },

    /** Says that the holders live; gives what each of their jobs says, in their order. */
    async beat(held: HeldJob[]): Promise<HoldSign[]> {
      const rows = await sql<{ id: string; stop: boolean }[]>`
        update jobs set heartbeat_at = now()
        from unnest(${held.map(({ id }) => id)}::uuid[], ${held.map(({ attempt }) => attempt)}::int[])
          as mine (id, attempt)
        where jobs.id = mine.id and jobs.attempt = mine.attempt and state = 'running'
        returning jobs.id, stop_requested_at is not null as stop`
      return held.map(({ id }) => toSign(rows.find((row) => row.id === id)))
    },

    /** False, here and below, where somebody else has taken the job meanwhile. */
    async finish(held: HeldJob, report: IngestReport | null): Promise<boolean> {
      const rows = await sql`
        update jobs set state = 'done', stage = 'done', report = ${report === null ? null : sql.json(report)},
          finished_at = now()
        where ${isMine(held)} returning id`
      return rows.length > 0
    },
    /** With a report where the job came to its end. */
    fail: (held: HeldJob, error: DomainError, report: IngestReport | null = null) =>
      failIn(sql, held, error, report),
    cancel: (held: HeldJob) => cancelIn(sql, held),

    /** It goes on by itself after so many seconds, in whatever process is free then. */
    wait: (held: HeldJob, wait: JobWait): Promise<boolean> => sql.begin((tx) => sendAgain(tx, held, wait)),

    /** For another process to go on with at once. */
    async giveBack(held: HeldJob): Promise<boolean> {
      return sql.begin(async (tx) => {
        const [row] = await tx<DeliveryRow[]>`
          update jobs set state = 'queued', stage = 'waiting', not_before = now(), heartbeat_at = now()
          where ${isMine(held)} returning id, priority, source, not_before`
        if (row) await deliver(tx, delivery, row, null)
        return row !== undefined
      })
    },

    /**
     * Looks after the jobs whose holders have been silent for so long: `decide` says what becomes of each; one that was
     * to stop has stopped. Gives what was done; two processes that look at once do each job once.
     */
    async recover(
      silentSeconds: number,
      decide: (silent: {
        faults: number
        deaths: number
        enqueuedAt: Date
      }) => JobWait | { error: DomainError },
    ): Promise<{ id: string; attempt: number; end: 'waiting' | 'failed' | 'cancelled' }[]> {
      return sql.begin(async (tx) => {
        const silent = await tx<
          { id: string; attempt: number; faults: number; deaths: number; enqueued_at: Date; stop: boolean }[]
        >`
          select id, attempt, faults, deaths, enqueued_at, stop_requested_at is not null as stop from jobs
          where state = 'running' and heartbeat_at < now() - ${silentSeconds} * interval '1 second'
          order by heartbeat_at limit ${BATCH} for update skip locked`
        const done: { id: string; attempt: number; end: 'waiting' | 'failed' | 'cancelled' }[] = []
        for (const { id, attempt, faults, deaths, enqueued_at: enqueuedAt, stop } of silent) {
          const held = { id, attempt }
          if (stop) {
            await cancelIn(tx, held)
            done.push({ ...held, end: 'cancelled' })
            continue
          }
          const decision = decide({ faults, deaths, enqueuedAt })
          await tx`update jobs set deaths = deaths + 1 where ${isMine(held)}`
          if ('seconds' in decision) await sendAgain(tx, held, decision)
          else await failIn(tx, held, decision.error)
          done.push({ ...held, end: 'seconds' in decision ? 'waiting' : 'failed' })
        }
        return done
      })
    },

    /** Sends jobs that have been due for so long and that nobody took: their delivery may be lost. */
    async sendOverdue(silentSeconds: number): Promise<void> {
      await sql.begin(async (tx) => {
        const rows = await tx<DeliveryRow[]>`
          select id, priority, source, not_before from jobs
          where state in ('queued', 'waiting')
            and coalesce(not_before, enqueued_at) < now() - ${silentSeconds} * interval '1 second'
          order by enqueued_at limit ${BATCH}`
        for (const row of rows) {
          await delivery.send(tx, { queue: queueOf(row), id: row.id, notBefore: null })
        }
      })
    },
  }
}

const toSign = (row: { stop: boolean } | undefined): HoldSign =>
  row === undefined ? 'lost' : row.stop ? 'stop' : 'go-on'
