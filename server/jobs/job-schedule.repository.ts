import type { Sql } from '~db/client'

/** The schedules that all processes keep together. */
export function createJobScheduleRepository(sql: Sql) {
  return {
    /** Does `work` where no process has done it for this planned time; where it fails, another process may. */
    async runOnce(name: string, plannedFor: Date, work: () => Promise<unknown>): Promise<void> {
      await sql.begin(async (tx) => {
        const mine = await tx`
          insert into job_schedules (name, ran_for) values (${name}, ${plannedFor})
          on conflict (name) do update set ran_for = excluded.ran_for
          where job_schedules.ran_for < excluded.ran_for
          returning name`
        if (mine.length > 0) await work()
      })
    },
  }
}
