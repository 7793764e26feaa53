import { LRUCache } from 'lru-cache'
import type { Logger } from '../observability/logger'
import type { ResultStore } from '../similar/result-cache'
import { createAskInTime } from './ask-in-time'
import type { Redis } from './client'

const PREFIX = 'segue:answer:'
/** Larger texts are computed again rather than sent around; a hundred tracks with their reasons take a fifth of it. */
const MAX_TEXT = 1024 * 1024

/** Texts in Redis, which all processes share. Refuses within `timeoutMs` where Redis is away or hangs. */
export function createRedisResultStore(
  redis: Redis,
  log: Logger,
  { ttlSeconds, timeoutMs }: { ttlSeconds: number; timeoutMs: number },
): ResultStore {
  const { ask, isResting } = createAskInTime(log, { what: 'the result cache', timeoutMs })
  return {
    read: (key) => ask(() => redis.get(PREFIX + key)),
    async write(key, text, seconds = ttlSeconds) {
      if (text.length <= MAX_TEXT && !isResting()) await redis.set(PREFIX + key, text, 'EX', seconds)
    },
  }
}

/** The same for one process without Redis: at most `maxBytes`, what was not asked for longest goes first. */
export function createMemoryResultStore(options: { ttlSeconds: number; maxBytes: number }): ResultStore {
  const kept = new LRUCache<string, string>({
    maxSize: options.maxBytes,
    // Two bytes a letter at most.
    sizeCalculation: (text, key) => 2 * (key.length + text.length),
    ttl: options.ttlSeconds * 1000,
  })
  return {
    read: (key) => Promise.resolve(kept.get(key) ?? null),
    write: (key, text, ttlSeconds) => {
      kept.set(key, text, ttlSeconds === undefined ? {} : { ttl: ttlSeconds * 1000 })
      return Promise.resolve()
    },
  }
}
