import { LRUCache } from 'lru-cache'
import type { Logger } from '../observability/logger'
import type { ResultStore } from '../services/result-cache'
import type { Redis } from './client'

const PREFIX = 'segue:answer:'
/** After a failure Redis is left alone for this long: one question in a while waits for it, not each. */
const REST_MS = 1000
/** Larger texts are computed again rather than sent around; a hundred tracks with their reasons take a fifth of it. */
const MAX_TEXT = 1024 * 1024

/** Texts in Redis, which all processes share. Refuses within `timeoutMs` where Redis is away or hangs. */
export function createRedisResultStore(
  redis: Redis,
  log: Logger,
  { ttlSeconds, timeoutMs }: { ttlSeconds: number; timeoutMs: number },
): ResultStore {
  let restsUntil = 0

  const isResting = () => performance.now() < restsUntil

  return {
    async read(key) {
      if (isResting()) throw new Error('Redis is left alone for a moment')
      try {
        return await inTime(redis.get(PREFIX + key), timeoutMs)
      } catch (error) {
        restsUntil = performance.now() + REST_MS
        log.debug({ err: error }, 'the result cache does not answer')
        throw error
      }
    },

    async write(key, text, seconds = ttlSeconds) {
      if (text.length <= MAX_TEXT && !isResting()) await redis.set(PREFIX + key, text, 'EX', seconds)
    },
  }
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // A busy event loop turns timers before sockets: an answer that is there already is read first.
      setImmediate(() => {
        reject(new Error(`no answer within ${String(timeoutMs)} ms`))
      })
    }, timeoutMs)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
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
