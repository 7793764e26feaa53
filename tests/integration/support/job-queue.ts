import { pino } from 'pino'
import type { Sql } from '~db/client'
import type { Viewer } from '~server/domain/viewer'
import { createBoss } from '~server/jobs/boss'
import { LOCKS, withAdvisoryLock } from '~server/repositories/advisory-lock'
import { createJobAttemptRepository } from '~server/repositories/job-attempt.repository'
import { createJobRepository } from '~server/repositories/job.repository'
import { createJobQueueRepository, QUEUES, type NewJob } from '~server/repositories/job-queue.repository'

export type TestQueue = Awaited<ReturnType<typeof openQueue>>

/** The queue as a process has it, with schedules that are looked at every second. */
export async function openQueue(sql: Sql) {
  const exclusively = (work: () => Promise<void>) => withAdvisoryLock(sql, LOCKS.jobQueues, work)
  const log = pino({ level: 'silent' })
  const boss = createBoss({ sql, log, exclusively, works: true, cronSeconds: 1 })
  await boss.start(QUEUES)
  return {
    boss,
    queue: createJobQueueRepository(sql, boss.delivery),
    attempts: createJobAttemptRepository(sql, boss.delivery),
    rows: createJobRepository(sql),
    close: () => boss.stop(),
  }
}

/** A job; `changes` say what the test is about. */
export const newJob = (changes: Partial<NewJob> = {}): NewJob => ({
  kind: 'import-file',
  subject: 'songs.csv',
  input: { upload: 'u' },
  joinKey: null,
  userId: null,
  priority: 'person',
  source: 'own',
  ...changes,
})

/** Somebody who sees every job. */
export const OPERATOR: Viewer = { userId: null, isOperator: true, seesInstance: true }
