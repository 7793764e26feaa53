import type { Sql } from '~db/client'
import { JobEvent, LOG_START } from '../domain/job-event'
import type { ProgressLog } from '../catalog/ports'

const CHANNEL = 'segue_job_events'

/** The progress log in Postgres, where there is no Redis; NOTIFY wakes those who watch. */
export function createJobEventsRepository(sql: Sql, { maxEvents }: { maxEvents: number }) {
  return {
    async append(jobId, event) {
      const [row] = await sql<{ seq: number }[]>`
        with numbered as (
          update jobs set last_event = last_event + 1 where id = ${jobId} returning last_event as seq
        ), trimmed as (
          delete from job_events where job_id = ${jobId} and seq <= (select seq from numbered) - ${maxEvents}::integer
        )
        insert into job_events (job_id, seq, event) select ${jobId}, seq, ${sql.json(event)} from numbered
        returning seq`
      if (!row) throw new Error(`there is no job ${jobId} to tell of`)
      return String(row.seq)
    },

    async read(jobId, after, limit) {
      // With the event at the position itself: where that is gone, others behind it may be gone too.
      const rows = await sql<{ seq: number; event: unknown }[]>`
        select seq, event from job_events where job_id = ${jobId} and seq >= ${Number(after)}
        order by seq limit ${limit + 1}`
      const isThere = after === LOG_START || String(rows[0]?.seq) === after
      const events = rows
        .filter(({ seq }) => String(seq) !== after)
        .slice(0, limit)
        .map(({ seq, event }) => ({ id: String(seq), event: JobEvent.parse(event) }))
      return { events, gap: !isThere }
    },

    async findLast(jobId) {
      const [row] = await sql<{ last: number | null }[]>`
        select max(seq) as last from job_events where job_id = ${jobId}`
      return row?.last ? String(row.last) : LOG_START
    },

    listen: (wake) => listenToJobs(sql, wake),

    /** Deletes what was told longer than `hours` ago; returns how many events. */
    async deleteOld(hours: number): Promise<number> {
      const { count } = await sql`delete from job_events where at < now() - ${hours} * interval '1 hour'`
      return count
    },
  } satisfies ProgressLog & { deleteOld: (hours: number) => Promise<number> }
}

/**
 * Hears of jobs from every process: of their states, and of events that are kept in Postgres. One connection besides
 * the pool; the driver opens it again when it was lost.
 */
export async function listenToJobs(
  sql: Sql,
  wake: (jobId: string) => void,
): Promise<{ stop: () => Promise<void> }> {
  const listening = await sql.listen(CHANNEL, wake)
  return { stop: () => listening.unlisten() }
}
