import Redlock, { ExecutionError, ResourceLockedError } from 'redlock'
import { DomainError } from '../domain/errors'
import type { Logger } from '../observability/logger'
import type { Fence, Locks } from '../catalog/ports'
import type { Redis } from './client'

/** Draws the token of a new holder; the tokens before it are worth nothing from then on. */
export type DrawFence = (name: string) => Promise<Fence>
type Options = {
  drawFence: DrawFence
  /** How long a lock outlives a holder that died; a living holder extends it by itself, at half of it. */
  lockMs: number
}

const PREFIX = 'segue:lock:'
/** Extensions that fail are tried again at this share of a lock's life: without a pause nothing else would get a turn. */
const RETRY_SHARE = 50

/**
 * Locks over Redis, extended while the work runs; the signal aborts when the lock is lost. A lock in Redis is advice:
 * what must never happen twice is held off by the fence, which Postgres checks.
 */
export function createRedisLocks(redis: Redis, log: Logger, { drawFence, lockMs }: Options): Locks {
  const redlock = new Redlock([redis], {
    retryCount: 1,
    retryDelay: Math.ceil(lockMs / RETRY_SHARE),
    retryJitter: 0,
    automaticExtensionThreshold: lockMs / 2,
  })
  // Without a listener of ours redlock swallows real faults; a refused vote is no fault.
  redlock.on('error', (error: unknown) => {
    if (!(error instanceof ResourceLockedError)) log.warn({ err: error }, 'lock')
  })
  return {
    async using(name, work) {
      // Redlock says with the same class that it could not acquire and that it could not release; only the first
      // means that the work was not done.
      const state: { began: boolean; outcome?: { value: Awaited<ReturnType<typeof work>> } } = {
        began: false,
      }
      const lost = new AbortController()
      try {
        return await redlock.using([PREFIX + name], lockMs, { retryCount: 0 }, async (signal) => {
          state.began = true
          signal.addEventListener('abort', () => {
            lost.abort(toLost(signal.error))
          })
          const value = await work({ signal: lost.signal, fence: await drawFence(name) })
          state.outcome = { value }
          return value
        })
      } catch (error) {
        // The work is done; a lock that could not be released ends by itself.
        if (state.outcome && error instanceof ExecutionError) return state.outcome.value
        if (lost.signal.aborted) throw toLost(error)
        if (state.began || !(error instanceof ExecutionError)) throw error
        throw await toLockError(error)
      }
    },
  }
}

function toLost(cause: unknown): DomainError {
  return new DomainError('LOCK_LOST', 'The lock on this work was lost.', { cause })
}

async function toLockError(error: ExecutionError): Promise<DomainError> {
  for (const attempt of error.attempts) {
    for (const vote of (await attempt).votesAgainst.values()) {
      if (vote instanceof ResourceLockedError) {
        return new DomainError('LOCKED', 'Somebody else is working on it right now.')
      }
    }
  }
  return new DomainError(
    'REDIS_UNREACHABLE',
    'The lock service is not reachable, so nothing is ingested for now.',
  )
}
