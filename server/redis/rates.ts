import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible'
import type { Logger } from '../observability/logger'
import { createAskInTime } from './ask-in-time'
import type { Redis } from './client'

/** So many points in so many seconds. */
type Rate = { points: number; seconds: number }
type Options = { redis: Redis | null; log: Logger; timeoutMs: number }

const PREFIX = 'segue:rate:'

export type Rates<Name extends string> = {
  /** Takes points of a key; gives the seconds to wait where they are used up, else null. */
  spend: (name: Name, key: string, points?: number) => Promise<number | null>
  /** The seconds to wait where the points of a key are used up, else null; takes none. */
  look: (name: Name, key: string) => Promise<number | null>
}

/**
 * Counts by name and key: in Redis for all processes where there is one; in memory where there is none, and while it does
 * not answer.
 */
export function createRates<Name extends string>(
  rates: Record<Name, Rate>,
  { redis, log, timeoutMs }: Options,
): Rates<Name> {
  const { ask } = createAskInTime(log, { what: 'the count of requests', timeoutMs })
  const limiters = Object.fromEntries(
    Object.entries<Rate>(rates).map(([name, { points, seconds: duration }]) => {
      const options = { points, duration, keyPrefix: PREFIX + name }
      const shared =
        redis && new RateLimiterRedis({ ...options, storeClient: redis, inMemoryBlockOnConsumed: points })
      return [name, { own: new RateLimiterMemory(options), shared, points }]
    }),
  ) as Record<Name, { own: RateLimiterMemory; shared: RateLimiterRedis | null; points: number }>

  async function count<T>(name: Name, work: (limiter: RateLimiterAbstract) => Promise<T>): Promise<T> {
    const { own, shared } = limiters[name]
    if (!shared) return work(own)
    try {
      return await ask(() => work(shared))
    } catch {
      return work(own)
    }
  }

  return {
    spend: (name, key, points = 1) => count(name, (limiter) => take(limiter, key, points)),
    look: async (name, key) => {
      const found = await count(name, (limiter) => limiter.get(key))
      return found && found.consumedPoints >= limiters[name].points ? toSeconds(found) : null
    },
  }
}

async function take(limiter: RateLimiterAbstract, key: string, points: number): Promise<number | null> {
  try {
    await limiter.consume(key, points)
    return null
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return toSeconds(refusal)
    throw refusal
  }
}

const toSeconds = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000))
