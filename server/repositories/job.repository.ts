import type { Sql } from '~db/client'
import type { Job, JobKind, JobState } from '../domain/job'
import { toJob, type JobRow } from './job-row'

/** Jobs as they are read: the row is the truth about what runs, whichever process runs it. */
export function createJobRepository(sql: Sql) {
  const maySee = (userId: string | null, everybodys = false) =>
    everybodys ? sql`true` : sql`(user_id is null or user_id = ${userId})`
  return {
    /** A job that a user (null: a guest or a tool) may see: everybody's, or their own; or whoever's it is. */
    async find(id: string, userId: string | null = null, everybodys = false): Promise<Job | null> {
      const [row] = await sql<JobRow[]>`
        select * from jobs where id = ${id} and ${maySee(userId, everybodys)}`
      return row ? toJob(row) : null
    },

    /** The user for whom alone a job is; null where it is everybody's. */
    async findOwner(id: string): Promise<string | null> {
      const [row] = await sql<{ user_id: string | null }[]>`select user_id from jobs where id = ${id}`
      return row?.user_id ?? null
    },

    /** The newest job about `subject`, whatever its state; the user's own goes first. */
    async findLatest(kind: JobKind, subject: string, userId: string | null = null): Promise<Job | null> {
      const [row] = await sql<JobRow[]>`
        select * from jobs where kind = ${kind} and subject = ${subject} and ${maySee(userId)}
        order by user_id is null, created_at desc limit 1`
      return row ? toJob(row) : null
    },

    async list(limit: number, userId: string | null = null): Promise<Job[]> {
      const rows = await sql<JobRow[]>`
        select * from jobs where ${maySee(userId)} order by created_at desc limit ${limit}`
      return rows.map(toJob)
    },

    /** How many jobs of a kind that a user asked for are not over. */
    async countUnderWay(kind: JobKind, askedBy: string): Promise<number> {
      const [counted] = await sql<{ count: number }[]>`
        select count(*)::int as count from jobs
        where asked_by = ${askedBy} and kind = ${kind} and state in ('queued', 'running', 'waiting')`
      return counted?.count ?? 0
    },

    /** How many jobs there are of a kind in a state. */
    count(): Promise<{ kind: JobKind; state: JobState; count: number }[]> {
      return sql<{ kind: JobKind; state: JobState; count: number }[]>`
        select kind, state, count(*)::int as count from jobs group by kind, state`
    },
  }
}
