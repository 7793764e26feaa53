import type { Queryable, Sql } from '~db/client'
import { DomainError } from '../domain/errors'
import type { Job, JobKind, JobPriority } from '../domain/job'
import { LOCKS } from '../postgres/advisory-lock'
import { toJob, type JobRow } from './job-row'

/** Whether a job asks Spotify: such jobs are counted over all processes. */
export type JobSource = 'spotify' | 'own'
export type AskedBy = { userId: string; atOnce: number }
export type NewJob = {
  kind: JobKind
  subject: string
  /** What another process needs to do it, as JSON. */
  input: object
  /** What makes two requests one job, where it is not the subject. */
  joinKey: string | null
  /** The user for whom alone it is. */
  userId: string | null
  /** Who asked for it, and how many of this kind they may have under way; nobody is counted where it is absent. */
  askedBy?: AskedBy | undefined
  priority: JobPriority
  source: JobSource
}
/** A job as a process holds it that took it. */
export type TakenJob = {
  job: Job
  attempt: number
  input: unknown
  /** Attempts that broke off before. */
  faults: number
  /** When it was asked for, and since when it could have been taken. */
  enqueuedAt: Date
  dueAt: Date
  startedAt: Date
}
type QueueRow = JobRow & { input: unknown; faults: number; enqueued_at: Date; started_at: Date }

/** Notified by the triggers of `jobs`. */
export const WAKE_CHANNEL = 'segue_jobs'
export const STOP_CHANNEL = 'segue_job_stop'
/** A job may end between two looks at it. */
const LOOKS = 3

export type JobQueueRepository = ReturnType<typeof createJobQueueRepository>

/** The way into the table of jobs and out of it to those who work. */
export function createJobQueueRepository(sql: Sql) {
  async function findActive(tx: Queryable, { kind, subject, joinKey, userId }: NewJob) {
    const [row] = await tx<QueueRow[]>`
      select * from jobs where kind = ${kind} and coalesce(join_key, subject) = ${joinKey ?? subject}
        and user_id is not distinct from ${userId} and state in ('queued', 'running', 'waiting')`
    return row
  }

  /** What somebody waits for is no nightly work any more. */
  async function raisePriority(tx: Queryable, row: QueueRow): Promise<QueueRow> {
    const [raised] = await tx<QueueRow[]>`
      update jobs set priority = 'person' where id = ${row.id} and state = 'queued' returning *`
    return raised ?? row
  }

  /** The active job that stands in the way of a second one about the same thing. */
  async function findTwin(id: string): Promise<Job | null> {
    const [twin] = await sql<QueueRow[]>`
      select twin.* from jobs as mine join jobs as twin on twin.kind = mine.kind
        and coalesce(twin.join_key, twin.subject) = coalesce(mine.join_key, mine.subject)
        and twin.user_id is not distinct from mine.user_id
      where mine.id = ${id} and twin.state in ('queued', 'running', 'waiting')`
    return twin ? toJob(twin) : null
  }

  /** Counted under a lock on the user, so that two requests do not both see the last place. Throws TOO_MANY_IMPORTS. */
  async function checkOwn(tx: Queryable, kind: JobKind, { userId, atOnce }: AskedBy): Promise<void> {
    await tx`select from users where id = ${userId} for no key update`
    const [counted] = await tx<{ count: number }[]>`
      select count(*)::int as count from jobs
      where asked_by = ${userId} and kind = ${kind} and state in ('queued', 'running', 'waiting')`
    if ((counted?.count ?? 0) >= atOnce) throw tooManyImports(atOnce)
  }

  async function checkRoom(tx: Queryable, maxQueued: number): Promise<void> {
    const [counted] = await tx<{ count: number }[]>`
      select count(*)::int as count
      from (select from jobs where state in ('queued', 'waiting') limit ${maxQueued}) as waiting`
    if ((counted?.count ?? 0) < maxQueued) return
    throw new DomainError('BUSY', 'Too many jobs are waiting.', { retryAfterSeconds: 10 })
  }

  return {
    /**
     * A new job, or the active one that it is equal to. Throws BUSY when too many wait, and TOO_MANY_IMPORTS when the
     * one who asks has too many.
     */
    async create(wanted: NewJob, maxQueued: number): Promise<{ job: Job; created: boolean }> {
      const { kind, subject, input, joinKey, userId, askedBy, priority, source } = wanted
      return sql.begin(async (tx) => {
        for (let look = 0; look < LOOKS; look++) {
          const active = await findActive(tx, wanted)
          if (active) {
            const isLate = priority === 'person' && active.priority === 'nightly'
            return { job: toJob(isLate ? await raisePriority(tx, active) : active), created: false }
          }
          await checkRoom(tx, maxQueued)
          if (askedBy) await checkOwn(tx, kind, askedBy)
          const [made] = await tx<QueueRow[]>`
            insert into jobs (kind, subject, input, join_key, user_id, asked_by, priority, source)
            values (${kind}, ${subject}, ${tx.json(input as never)}, ${joinKey}, ${userId},
              ${askedBy?.userId ?? null}, ${priority}, ${source})
            on conflict do nothing returning *`
          if (made) return { job: toJob(made), created: true }
        }
        throw new Error(`job ${kind} ${subject} was neither made nor found`)
      })
    },

    /**
     * The next job that is due, held by the caller from now on: what somebody waits for first, then nightly work where
     * it is wanted, each in the order of becoming due. At most `maxSpotify` of all processes ask Spotify.
     */
    async take({ maxSpotify, nightly }: { maxSpotify: number; nightly: boolean }): Promise<TakenJob | null> {
      return sql.begin(async (tx) => {
        // One process at a time: two that count the jobs which ask Spotify would both see the last place.
        await tx`select pg_advisory_xact_lock(${LOCKS.jobTaking})`
        const [row] = await tx<QueueRow[]>`
          update jobs set state = 'running', attempt = attempt + 1, stage = 'starting', error = null,
            started_at = now(), heartbeat_at = now(), stage_started_at = null
          where id = (
            select id from jobs
            where state in ('queued', 'waiting') and coalesce(not_before, enqueued_at) <= statement_timestamp()
              and (${nightly} or priority = 'person')
              and (source = 'own' or ${maxSpotify} >
                (select count(*) from jobs where state = 'running' and source = 'spotify'))
            order by priority = 'nightly', coalesce(not_before, enqueued_at)
            limit 1 for update skip locked)
          returning *`
        return row ? toTaken(row) : null
      })
    },

    /** Seconds until the next job that waits for a time is due; null where none waits. */
    async secondsToNextDue(): Promise<number | null> {
      const [next] = await sql<{ seconds: number | null }[]>`
        select extract(epoch from min(not_before) - now())::float8 as seconds
        from jobs where state = 'waiting' and not_before > now()`
      return next?.seconds ?? null
    },

    /**
     * Ends a job that is not under way, and tells the process that does it to stop where it is. Gives the job as it is
     * then; null where it has ended already.
     */
    async stop(id: string): Promise<Job | null> {
      return sql.begin(async (tx) => {
        const [row] = await tx<QueueRow[]>`
          update jobs set
            state = case when state = 'running' then 'running' else 'cancelled' end,
            stage = case when state = 'running' then 'stopping' else 'cancelled' end,
            finished_at = case when state = 'running' then null else now() end,
            stop_requested_at = coalesce(stop_requested_at, now()), error = null
          where id = ${id} and state in ('queued', 'waiting', 'running') returning *`
        if (row?.state === 'running') await tx`select pg_notify(${STOP_CHANNEL}, ${id})`
        return row ? toJob(row) : null
      })
    },

    /**
     * Puts a job that failed, was stopped or waits back in line, ahead of nightly work; null where it cannot be. Where
     * an equal one is active already, that one is given.
     */
    async resume(id: string): Promise<Job | null> {
      try {
        const [row] = await sql<QueueRow[]>`
          update jobs set state = 'queued', stage = 'waiting', faults = 0, deaths = 0, error = null, report = null,
            finished_at = null, not_before = null, stop_requested_at = null, enqueued_at = now(),
            priority = 'person', heartbeat_at = now()
          where id = ${id} and state in ('failed', 'cancelled', 'waiting') and input is not null
          returning *`
        return row ? toJob(row) : null
      } catch (error) {
        if (!isDuplicate(error)) throw error
        return findTwin(id)
      }
    },
  }
}

/** What is told to whoever asks for one import too many. */
export function tooManyImports(atOnce: number): DomainError {
  const many = atOnce === 1 ? 'An import of yours is' : `${String(atOnce)} imports of yours are`
  return new DomainError('TOO_MANY_IMPORTS', `${many} not over yet; more wait until then.`, {
    retryAfterSeconds: 10,
  })
}

function toTaken(row: QueueRow): TakenJob {
  return {
    job: toJob(row),
    attempt: row.attempt,
    input: row.input,
    faults: row.faults,
    enqueuedAt: row.enqueued_at,
    dueAt: row.not_before ?? row.enqueued_at,
    startedAt: row.started_at,
  }
}

/** unique_violation: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505'
