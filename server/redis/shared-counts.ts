import type { Logger } from '../observability/logger'
import type { SharedCounts } from '../catalog/ports'
import { createAskInTime } from './ask-in-time'
import type { Redis } from './client'

const PREFIX = 'segue:count:'

/** Numbers in Redis. */
export function createSharedCounts(
  redis: Redis,
  log: Logger,
  { timeoutMs }: { timeoutMs: number },
): SharedCounts {
  const { ask } = createAskInTime(log, { what: 'the count of calls', timeoutMs })
  return {
    add: (key, by, ttlSeconds, others = []) =>
      ask(async () => {
        const adding = redis
          .multi()
          .incrby(PREFIX + key, by)
          .expire(PREFIX + key, ttlSeconds)
        if (others.length > 0) adding.mget(others.map((other) => PREFIX + other))
        const answers = (await adding.exec()) ?? []
        const fault = answers.find(([error]) => error)?.[0]
        if (fault) throw fault
        const [own, , rest] = answers.map(([, value]) => value)
        return [own, ...(Array.isArray(rest) ? (rest as unknown[]) : [])].map(Number)
      }),
  }
}
