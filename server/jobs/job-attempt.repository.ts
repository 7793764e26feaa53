import type { Queryable, Sql } from '~db/client'
import type { DomainError } from '../domain/errors'
import type { IngestReport, Waiting } from '../domain/job'

/** A job as long as its attempt is the newest: whoever holds an earlier one changes nothing. */
export type HeldJob = { id: string; attempt: number }
/** What a row says to its holder: go on, stop, or that somebody else has it. */
export type HoldSign = 'go-on' | 'stop' | 'lost'
/** How an attempt ends: the job is over, goes on by itself after some seconds, or goes on in another process at once. */
export type AttemptEnd =
  | { state: 'done'; report: IngestReport | null }
  /** With a report where the job came to its end. */
  | { state: 'failed'; error: DomainError; report: IngestReport | null }
  | { state: 'cancelled' }
  /** `faults` are the attempts that broke off by now. */
  | { state: 'waiting'; error: DomainError; seconds: number; faults: number }
  | { state: 'queued' }
/** A job whose holder has been silent; `deaths` of its processes were known before. */
export type SilentJob = { faults: number; deaths: number; enqueuedAt: Date }

/** Silent jobs that are looked after at a time. */
const BATCH = 100

export type JobAttemptRepository = ReturnType<typeof createJobAttemptRepository>

/** What the holder of a job writes, and what is done about holders that write nothing any more. */
export function createJobAttemptRepository(sql: Sql) {
  const isMine = ({ id, attempt }: HeldJob) => sql`id = ${id} and attempt = ${attempt} and state = 'running'`

  function toChanges(end: AttemptEnd) {
    const error = 'error' in end && { code: end.error.code, message: end.error.message, hint: end.error.hint }
    return {
      state: end.state,
      ...(end.state !== 'failed' && { stage: end.state === 'queued' ? 'waiting' : end.state }),
      ...(error && { error: sql.json(error) }),
      ...('report' in end && { report: end.report && sql.json(end.report) }),
      ...('faults' in end && { faults: end.faults }),
    }
  }

  async function endIn(tx: Queryable, held: HeldJob, end: AttemptEnd): Promise<boolean> {
    const wait = end.state === 'waiting' ? end.seconds : end.state === 'queued' ? 0 : null
    const rows = await tx`
      update jobs set ${sql(toChanges(end))}, heartbeat_at = now(),
        not_before = coalesce(now() + ${wait}::float8 * interval '1 second', not_before),
        finished_at = case when ${wait === null} then now() end
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

    /** False where somebody else has taken the job meanwhile. */
    end: (held: HeldJob, end: AttemptEnd): Promise<boolean> => endIn(sql, held, end),

    /**
     * Looks after the jobs whose holders have been silent for so long: `decide` says what becomes of each; one that was
     * to stop has stopped. Gives what was done; two processes that look at once do each job once.
     */
    async recover(
      silentSeconds: number,
      decide: (silent: SilentJob) => AttemptEnd,
    ): Promise<{ id: string; attempt: number; end: AttemptEnd['state'] }[]> {
      return sql.begin(async (tx) => {
        const rows = await tx<(HeldJob & SilentJob & { stop: boolean })[]>`
          update jobs set deaths = deaths + 1 where id in (
            select id from jobs
            where state = 'running' and heartbeat_at < now() - ${silentSeconds} * interval '1 second'
            order by heartbeat_at limit ${BATCH} for update skip locked)
          returning id, attempt, faults, deaths - 1 as deaths, enqueued_at as "enqueuedAt",
            stop_requested_at is not null as stop`
        const done: { id: string; attempt: number; end: AttemptEnd['state'] }[] = []
        for (const { id, attempt, stop, ...silent } of rows) {
          const end: AttemptEnd = stop ? { state: 'cancelled' } : decide(silent)
          await endIn(tx, { id, attempt }, end)
          done.push({ id, attempt, end: end.state })
        }
        return done
      })
    },
  }
}

const toSign = (row: { stop: boolean } | undefined): HoldSign =>
  row === undefined ? 'lost' : row.stop ? 'stop' : 'go-on'
