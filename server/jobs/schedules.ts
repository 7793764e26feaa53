import { Cron } from 'croner'
import type { Logger } from '../observability/logger'

/** Does work where no process has done it for that time of the schedule. */
type Ran = { runOnce: (name: string, plannedFor: Date, work: () => Promise<unknown>) => Promise<void> }

/** Calls work at its times, once for all processes that keep the same schedule; a time at which none runs is left out. */
export function createSchedules(ran: Ran, log: Pick<Logger, 'error'>) {
  const crons: Cron[] = []
  return {
    /** `expression` as of cron, with seconds in front where there are six fields; `timeZone` is an IANA name. */
    add(name: string, expression: string, timeZone: string, work: () => Promise<unknown>): void {
      const cron = new Cron(expression, { timezone: timeZone, unref: true, protect: true }, async () => {
        const plannedFor = next
        next = cron.nextRun()
        await ran.runOnce(name, plannedFor ?? new Date(), work).catch((err: unknown) => {
          log.error({ err, schedule: name }, 'a schedule was not kept')
        })
      })
      let next = cron.nextRun()
      crons.push(cron)
    },
    stop(): void {
      for (const cron of crons) cron.stop()
    },
  }
}
