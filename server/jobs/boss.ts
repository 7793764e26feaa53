import PgBoss from 'pg-boss'
import type { Queryable, Sql } from '~db/client'
import type { Logger } from '../observability/logger'
import type { JobDelivery } from '../repositories/job-queue.repository'
import { toBossPort, toBossPortInside } from './boss-port'

const SCHEMA = 'pgboss'
/** How often pg-boss looks for schedules that are due, and hands on those that it found. */
const CRON_SECONDS = 30
const HAND_ON_SECONDS = 5
const MAINTENANCE_SECONDS = 120

type BossOptions = {
  sql: Sql
  log: Logger
  /** Runs what creates tables while no other process does: two that do it at once would wait for each other. */
  exclusively: (work: () => Promise<void>) => Promise<void>
  /** Whether this process takes jobs, and keeps the schedules. */
  works: boolean
  cronSeconds?: number
  /** How often deliveries that expired are handed out again and old ones removed; 120 s without it. */
  maintenanceSeconds?: number
}

/**
 * pg-boss over our own connections. It delivers and keeps the schedules; what a job is and how far it has come stands
 * in the table `jobs`. A delivery has its job's id, so that sending twice delivers once, and is gone once it is taken.
 */
export function createBoss(options: BossOptions) {
  const { sql, log, exclusively, works, cronSeconds = CRON_SECONDS } = options

  const warn = (err: unknown) => {
    log.warn({ err }, 'the job queue')
  }
  const boss = new PgBoss({
    db: toBossPort(sql, warn),
    schema: SCHEMA,
    schedule: works,
    supervise: works,
    maintenanceIntervalSeconds: options.maintenanceSeconds ?? MAINTENANCE_SECONDS,
    cronMonitorIntervalSeconds: cronSeconds,
    cronWorkerIntervalSeconds: Math.min(HAND_ON_SECONDS, cronSeconds),
  })
  boss.on('error', warn)

  const delivery: JobDelivery = {
    async send(tx: Queryable, { queue, id, notBefore }) {
      const given = { id, db: toBossPortInside(tx), ...(notBefore && { startAfter: notBefore }) }
      await boss.send(queue, {}, given)
    },
    async take(tx, queue) {
      const db = toBossPortInside(tx)
      const [found] = await boss.fetch(queue, { db })
      if (!found) return null
      await boss.deleteJob(queue, found.id, { db })
      return found.id
    },
    async withdraw(tx, queue, id) {
      await boss.deleteJob(queue, id, { db: toBossPortInside(tx) })
    },
  }

  return {
    delivery,

    /** Prepares the schema and the queues. */
    start: (queues: readonly string[]): Promise<void> =>
      exclusively(async () => {
        await boss.start()
        for (const queue of queues) await boss.createQueue(queue)
      }),

    /**
     * Calls `work` at each `cron` time of `timeZone`, once for all processes, in whichever takes it first; a time that
     * passed while none ran is left out. null: no more.
     */
    async schedule(
      name: string,
      cron: { expression: string; timeZone: string } | null,
      work: () => Promise<unknown>,
    ): Promise<void> {
      await exclusively(() => boss.createQueue(name))
      if (cron === null) {
        await boss.unschedule(name)
        return
      }
      await boss.schedule(name, cron.expression, {}, { tz: cron.timeZone })
      await boss.work(name, { pollingIntervalSeconds: HAND_ON_SECONDS }, async () => {
        await work()
      })
    },

    stop: () => boss.stop({ graceful: false, close: false }),
  }
}
