import type { Logger } from '../observability/logger'
import type { Progress } from '../services/ports'

/** Where the progress of a job is written. */
type JobRows = {
  progress: (id: string, stage: string, done: number, total: number | null) => Promise<unknown>
}

/** Progress is written this often at most, and at least this often while a job runs, as its sign of life. */
const WRITE_EVERY_MS = 250
const HEARTBEAT_MS = 10_000

/** Collects progress and writes the newest state in its own rhythm, so that a loop over tracks never waits for SQL. */
export function createJobReporter(jobs: JobRows, id: string, log: Logger) {
  let latest: [stage: string, done: number, total: number | null] = ['waiting', 0, null]
  let writtenAt = 0
  let changed = false
  let writing: Promise<void> = Promise.resolve()
  const write = () => {
    changed = false
    writtenAt = Date.now()
    writing = writing
      .then(async () => {
        await jobs.progress(id, ...latest)
      })
      .catch((err: unknown) => log.warn({ job: id, err }, 'progress could not be stored'))
  }
  const timer = setInterval(() => {
    if (changed || Date.now() - writtenAt >= HEARTBEAT_MS) write()
  }, WRITE_EVERY_MS)
  return {
    progress: ((...state) => {
      latest = state
      changed = true
    }) satisfies Progress,
    async stop() {
      clearInterval(timer)
      if (changed) write()
      await writing
    },
  }
}
