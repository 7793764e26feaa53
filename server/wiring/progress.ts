import type { Resources } from '../process/resources'
import type { Sql } from '~db/client'
import type { Env } from './env'
import type { Reporting } from '../jobs/progress/job-reporter'
import type { Logger } from '../observability/logger'
import type { Redis } from '../redis/client'
import { createRedisProgressLog } from '../redis/progress-log'
import { createJobEventsRepository, listenToJobs } from '../jobs/job-events.repository'
import { createJobFailureRepository } from '../jobs/job-failure.repository'
import type { ProgressLog } from '../catalog/ports'
import { createWaitChannel } from '../jobs/progress/wait-channel'
import { createWakeHub } from '../jobs/progress/wake-hub'

/** How jobs tell of themselves, and how this process hears of the jobs of all. */
export function createJobProgress(
  env: Env,
  { sql, redis, log }: { sql: Sql; redis: Redis | null; log: Logger },
  resources: Resources,
) {
  const maxEvents = env.limits.jobEventsMax
  const stored = createJobEventsRepository(sql, { maxEvents })
  const events: ProgressLog = redis
    ? createRedisProgressLog(redis, { maxEvents, keepHours: env.limits.jobEventsHours })
    : stored
  const failures = createJobFailureRepository(sql)
  const hub = createWakeHub()
  const reporting: Reporting = { events, saveFailures: (id, list) => failures.save(id, list) }
  return {
    events,
    failures,
    hub,
    reporting,
    waits: createWaitChannel(),
    deleteOldEvents: () => stored.deleteOld(env.limits.jobEventsHours),
    /** Listens from the first watcher on; until it can, and where it cannot, watchers look by themselves. */
    listen: createListening(
      () => Promise.all([listenToJobs(sql, hub.wake), ...(redis ? [events.listen(hub.wake)] : [])]),
      log,
      resources,
    ),
  }
}

type Listener = { stop: () => Promise<void> }

/** Starts listening once; a failure is tried again at the next call. */
function createListening(start: () => Promise<Listener[]>, log: Logger, resources: Resources): () => void {
  let listening: Promise<Listener[]> | null = null
  resources.defer(async () => {
    for (const listener of (await listening) ?? []) await listener.stop()
  })
  return () => {
    listening ??= start().catch((err: unknown) => {
      log.warn({ err }, 'jobs are not listened to; watchers look by themselves')
      listening = null
      return []
    })
  }
}
