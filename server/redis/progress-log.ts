import { JobEvent, LOG_START } from '../domain/job-event'
import type { ProgressLog } from '../catalog/ports'
import type { Redis } from './client'

const PREFIX = 'segue:job-events:'
const CHANNEL = 'segue:jobs'

type Options = { maxEvents: number; keepHours: number }

/**
 * The progress log as one stream a job: the newest `maxEvents`, gone `keepHours` after the last of them. A message in
 * one channel wakes those who watch, over one connection a process.
 */
export function createRedisProgressLog(redis: Redis, { maxEvents, keepHours }: Options): ProgressLog {
  return {
    async append(jobId, event) {
      const key = PREFIX + jobId
      const answers = await redis
        .multi()
        .xadd(key, 'MAXLEN', maxEvents, '*', 'event', JSON.stringify(event))
        .expire(key, Math.ceil(keepHours * 3600))
        .publish(CHANNEL, jobId)
        .exec()
      const [error, id] = answers?.[0] ?? [new Error('the transaction was not run'), null]
      if (error !== null || typeof id !== 'string') throw error ?? new Error('the event has no id')
      return id
    },

    async read(jobId, after, limit) {
      // With the event at the position itself: where that is gone, others behind it may be gone too.
      const entries = await redis.xrange(PREFIX + jobId, toStart(after), '+', 'COUNT', limit + 1)
      const isThere = after === LOG_START || entries[0]?.[0] === after
      const events = entries
        .filter(([id]) => id !== after)
        .slice(0, limit)
        .map(([id, fields]) => ({ id, event: JobEvent.parse(JSON.parse(fields[1] ?? '')) }))
      return { events, gap: !isThere }
    },

    async findLast(jobId) {
      const [newest] = await redis.xrevrange(PREFIX + jobId, '+', '-', 'COUNT', 1)
      return newest?.[0] ?? LOG_START
    },

    async listen(wake) {
      // A connection that subscribes can do nothing else; it subscribes again after it was lost.
      const subscriber = redis.duplicate()
      subscriber.on('error', () => undefined)
      subscriber.on('ready', () => {
        subscriber.subscribe(CHANNEL).catch(() => undefined)
      })
      subscriber.on('message', (_channel, jobId: string) => {
        wake(jobId)
      })
      return Promise.resolve({
        stop: () => {
          subscriber.disconnect()
          return Promise.resolve()
        },
      })
    },
  }
}

const toStart = (after: string): string => (after === LOG_START ? '-' : after)
