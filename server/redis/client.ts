import { Redis } from 'ioredis'
import type { Logger } from '../observability/logger'

export type { Redis } from 'ioredis'

/**
 * A connection that fails fast: while Redis is away commands are refused at once instead of queueing without bound,
 * and the connection comes back by itself.
 */
export function createRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 3000,
    commandTimeout: 3000,
    retryStrategy: (attempt) => Math.min(200 * attempt, 5000),
  })
  let lastMessage = ''
  redis.on('error', (error: Error) => {
    if (error.message === lastMessage) return
    lastMessage = error.message
    log.warn({ reason: error.message }, 'Redis is not reachable')
  })
  redis.on('ready', () => (lastMessage = ''))
  return redis
}
