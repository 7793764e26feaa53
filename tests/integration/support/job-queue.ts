import type { Sql } from '~db/client'
import type { Viewer } from '~server/domain/viewer'
import { createJobAttemptRepository } from '~server/jobs/job-attempt.repository'
import { createJobRepository } from '~server/jobs/job.repository'
import { createJobQueueRepository, type NewJob } from '~server/jobs/job-queue.repository'

export type TestQueue = ReturnType<typeof openQueue>

/** The queue as a process has it. */
export const openQueue = (sql: Sql) => ({
  queue: createJobQueueRepository(sql),
  attempts: createJobAttemptRepository(sql),
  rows: createJobRepository(sql),
})

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
