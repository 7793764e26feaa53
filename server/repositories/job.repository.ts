import type { Sql } from '~db/client'
import type { DomainError } from '../domain/errors'
import { Job, type IngestReport, type JobKind, Waiting } from '../domain/job'

export type JobRepository = ReturnType<typeof createJobRepository>

type Row = {
  id: string
  kind: string
  subject: string
  state: string
  stage: string
  done: number
  total: number | null
  rate: number | null
  waiting: unknown
  report: unknown
  error: unknown
  created_at: Date
  finished_at: Date | null
}

/** How fast a job goes, and what it waits for. */
export type JobPace = { rate: number | null; waiting: Waiting | null }

/** A job says that it lives at every progress; after this long a silent one counts as dead. */
const SILENT_AFTER = '60 seconds'

/** Jobs: the row is the truth about what runs, the unique index joins equal requests. */
export function createJobRepository(sql: Sql) {
  const maySee = (userId: string | null) => sql`(user_id is null or user_id = ${userId})`
  return {
    /** A new job, or the active one of the same kind, subject and user. */
    async create(
      kind: JobKind,
      subject: string,
      userId: string | null = null,
    ): Promise<{ job: Job; created: boolean }> {
      const [made] = await sql<Row[]>`
        insert into jobs (kind, subject, user_id) values (${kind}, ${subject}, ${userId})
        on conflict (kind, subject, coalesce(user_id, '00000000-0000-0000-0000-000000000000'))
          where state in ('queued', 'running') do nothing returning *`
      if (made) return { job: toJob(made), created: true }
      const [active] = await sql<Row[]>`
        select * from jobs where kind = ${kind} and subject = ${subject} and user_id is not distinct from ${userId}
        order by created_at desc limit 1`
      if (!active) throw new Error(`job ${kind} ${subject} was neither made nor found`)
      return { job: toJob(active), created: false }
    },

    /** A job that a user (null: a guest or a tool) may see: everybody's, or their own. */
    async find(id: string, userId: string | null = null): Promise<Job | null> {
      const [row] = await sql<Row[]>`select * from jobs where id = ${id} and ${maySee(userId)}`
      return row ? toJob(row) : null
    },

    /** The user for whom alone a job is; null where it is everybody's. */
    async findOwner(id: string): Promise<string | null> {
      const [row] = await sql<{ user_id: string | null }[]>`select user_id from jobs where id = ${id}`
      return row?.user_id ?? null
    },

    /** The newest job about `subject`, whatever its state; the user's own goes first. */
    async findLatest(kind: JobKind, subject: string, userId: string | null = null): Promise<Job | null> {
      const [row] = await sql<Row[]>`
        select * from jobs where kind = ${kind} and subject = ${subject} and ${maySee(userId)}
        order by user_id is null, created_at desc limit 1`
      return row ? toJob(row) : null
    },

    async list(limit: number, userId: string | null = null): Promise<Job[]> {
      const rows = await sql<
        Row[]
      >`select * from jobs where ${maySee(userId)} order by created_at desc limit ${limit}`
      return rows.map(toJob)
    },

    async start(id: string): Promise<void> {
      await sql`update jobs set state = 'running', started_at = now(), heartbeat_at = now() where id = ${id}`
    },

    async progress(
      id: string,
      stage: string,
      done: number,
      total: number | null,
      { rate, waiting }: JobPace = { rate: null, waiting: null },
    ): Promise<void> {
      await sql`
        update jobs set stage = ${stage}, done = ${done}, total = ${total}, heartbeat_at = now(), rate = ${rate},
          waiting = ${waiting === null ? null : sql.json(waiting)}
        where id = ${id} and state in ('queued', 'running')`
    },

    async finish(id: string, report: IngestReport | null): Promise<void> {
      await sql`
        update jobs set state = 'done', stage = 'done', waiting = null, report = ${report === null ? null : sql.json(report)},
          finished_at = now() where id = ${id} and state in ('queued', 'running')`
    },

    async fail(id: string, error: DomainError): Promise<void> {
      const { code, message, hint } = error
      await sql`
        update jobs set state = 'failed', waiting = null, error = ${sql.json({ code, message, hint })}, finished_at = now()
        where id = ${id} and state in ('queued', 'running')`
    },

    /** Fails the jobs whose process is gone; returns how many. */
    async failSilent(error: DomainError): Promise<number> {
      const { code, message, hint } = error
      const rows = await sql`
        update jobs set state = 'failed', waiting = null, error = ${sql.json({ code, message, hint })}, finished_at = now()
        where state in ('queued', 'running') and heartbeat_at < now() - ${SILENT_AFTER}::interval returning id`
      return rows.length
    },
  }
}

function toJob(row: Row): Job {
  const waiting = Waiting.nullable().parse(row.waiting)
  return Job.parse({
    id: row.id,
    kind: row.kind,
    state: row.state,
    subject: row.subject,
    stage: row.stage,
    done: row.done,
    total: row.total,
    rate: row.rate,
    etaSeconds: toEta(row, waiting),
    waiting,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    report: row.report,
    error: row.error,
  })
}

function toEta({ state, done, total, rate }: Row, waiting: Waiting | null): number | null {
  if (state !== 'running' || total === null || rate === null || rate <= 0 || done > total) return null
  return Math.round((total - done) / rate + secondsUntil(waiting))
}

const secondsUntil = (waiting: Waiting | null): number =>
  waiting === null ? 0 : Math.max(0, (Date.parse(waiting.until) - Date.now()) / 1000)
