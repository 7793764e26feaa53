import type { Job, JobKind, JobPriority } from '../domain/job'
import type { JobInput } from './job-inputs'
import type { AskedBy, JobQueueRepository, JobSource } from './job-queue.repository'

const SOURCES: Partial<Record<JobKind, JobSource>> = {
  'ingest-playlist': 'spotify',
  'describe-tracks': 'spotify',
  'refresh-metadata': 'spotify',
}

type Options = {
  userId?: string | null
  askedBy?: AskedBy | undefined
  priority?: JobPriority
  joinKey?: string
}
export type Enqueue = ReturnType<typeof createEnqueue>

/** What puts jobs in line, of which at most `maxWaiting` wait. */
export function createEnqueue(queue: Pick<JobQueueRepository, 'create'>, maxWaiting: number) {
  /** A job on its way, or the active one that it is equal to. Throws BUSY and TOO_MANY_IMPORTS. */
  return <K extends JobKind>(
    kind: K,
    subject: string,
    input: JobInput<K>,
    { userId = null, askedBy, priority = 'person', joinKey }: Options = {},
  ): Promise<{ job: Job; created: boolean }> => {
    const source = SOURCES[kind] ?? 'own'
    return queue.create(
      { kind, subject, input, userId, askedBy, priority, joinKey: joinKey ?? null, source },
      maxWaiting,
    )
  }
}
