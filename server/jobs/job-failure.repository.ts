import type { Sql } from '~db/client'
import { MAX_TRACK_FAILURES, type TrackFailure } from '../domain/job-event'

/** What a job could not do, item by item, up to MAX_TRACK_FAILURES of a job. */
export function createJobFailureRepository(sql: Sql) {
  return {
    async save(jobId: string, failures: readonly TrackFailure[]): Promise<void> {
      if (failures.length === 0) return
      await sql`
        insert into job_failures (job_id, position, track, name, reason)
        select distinct on (position) ${jobId}::uuid, position, track, name, reason
        from jsonb_to_recordset(${sql.json([...failures])})
          as t (position integer, track text, name text, reason text)
        where (select count(*) from job_failures where job_id = ${jobId}) < ${MAX_TRACK_FAILURES}
        order by position
        on conflict (job_id, position) do update
          set track = excluded.track, name = excluded.name, reason = excluded.reason`
    },

    async remove(jobId: string, positions: number[]): Promise<void> {
      await sql`
        delete from job_failures where job_id = ${jobId} and position = any(${positions}::integer[])`
    },

    /** In the order of their places. */
    async list(jobId: string, limit = MAX_TRACK_FAILURES): Promise<TrackFailure[]> {
      return sql<TrackFailure[]>`
        select position, track, name, reason from job_failures where job_id = ${jobId}
        order by position limit ${limit}`
    },
  }
}
