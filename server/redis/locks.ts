import Redlock, { ExecutionError, ResourceLockedError } from 'redlock'
import { DomainError } from '../domain/errors'
import type { Logger } from '../observability/logger'
import type { Locks } from '../services/ports'
import type { Redis } from './client'

/** How long a lock outlives a holder that died; a living holder extends it by itself. */
const LOCK_MS = 10_000
const PREFIX = 'segue:lock:'

/**
 * Locks over Redis, extended while the work runs; the signal aborts when the lock is lost. A lock in Redis is advice:
 * what must never happen twice is held by a constraint in Postgres as well.
 */
export function createRedisLocks(redis: Redis, log: Logger): Locks {
  const redlock = new Redlock([redis], { retryCount: 0, automaticExtensionThreshold: LOCK_MS / 2 })
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
      try {
        return await redlock.using([PREFIX + name], LOCK_MS, async (signal) => {
          state.began = true
          const value = await work(signal)
          state.outcome = { value }
          return value
        })
      } catch (error) {
        // The work is done; a lock that could not be released ends by itself.
        if (state.outcome && error instanceof ExecutionError) return state.outcome.value
        if (state.began || !(error instanceof ExecutionError)) throw error
        throw await toLockError(error)
      }
    },
  }
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

/** The same port for one process without Redis. */
export function createMemoryLocks(): Locks {
  const held = new Set<string>()
  return {
    async using(name, work) {
      if (held.has(name)) throw new DomainError('LOCKED', 'Somebody else is working on it right now.')
      held.add(name)
      try {
        return await work(new AbortController().signal)
      } finally {
        held.delete(name)
      }
    },
  }
}
