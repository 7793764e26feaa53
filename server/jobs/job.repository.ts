import type { Sql } from '~db/client'
import type { Job, JobKind, JobState } from '../domain/job'
import { withoutContents } from './domain/job-contents'
import type { Viewer } from '../domain/viewer'
import { toJob, type JobRow } from './job-row'

/** Work on what everybody may see: whoever knows the id of such a job may look at it. */
const OPEN_KINDS: JobKind[] = ['ingest-playlist', 'describe-tracks']

/** Jobs as they are read: the row is the truth about what runs, whichever process runs it. */
export function createJobRepository(sql: Sql) {
  const isTheirs = ({ userId, seesInstance }: Viewer) =>
    sql`(user_id = ${userId} or user_id is null and ${seesInstance})`
  const isOpen = sql`user_id is null and kind = any(${OPEN_KINDS}::text[])`
  const toShown = (row: OwnedRow, { userId }: Viewer): Job => {
    const job = toJob(row)
    return row.user_id === null || row.user_id === userId ? job : withoutContents(job)
  }
  return {
    /** A job that somebody may see: their own, the instance's, one about what everybody may see; an operator any. */
    async find(id: string, viewer: Viewer): Promise<Job | null> {
      const [row] = await sql<OwnedRow[]>`
        select * from jobs where id = ${id} and (${viewer.isOperator} or ${isTheirs(viewer)} or ${isOpen})`
      return row ? toShown(row, viewer) : null
    },

    /** The user for whom alone a job is; null where it is the instance's. */
    async findOwner(id: string): Promise<string | null> {
      const [row] = await sql<{ user_id: string | null }[]>`select user_id from jobs where id = ${id}`
      return row?.user_id ?? null
    },

    /** The newest job about `subject`, whatever its state; the viewer's own goes first. None of another user's. */
    async findLatest(kind: JobKind, subject: string, viewer: Viewer): Promise<Job | null> {
      const [row] = await sql<OwnedRow[]>`
        select * from jobs where kind = ${kind} and subject = ${subject} and (${isTheirs(viewer)} or ${isOpen})
        order by user_id is null, created_at desc limit 1`
      return row ? toShown(row, viewer) : null
    },

    /** The newest jobs that are the viewer's own or the instance's, as far as they see that; an operator's are all. */
    async list(limit: number, viewer: Viewer): Promise<Job[]> {
      const rows = await sql<OwnedRow[]>`
        select * from jobs where ${viewer.isOperator} or ${isTheirs(viewer)} order by created_at desc limit ${limit}`
      return rows.map((row) => toShown(row, viewer))
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

type OwnedRow = JobRow & { user_id: string | null }
