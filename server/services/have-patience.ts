import { setTimeout as sleep } from 'node:timers/promises'
import { isDomainError, type ErrorCode } from '../domain/errors'
import type { Waiting } from '../domain/job'

/** Faults that end at a known time, and how a reader is told of the wait: the time still left follows. */
const PASSING: Partial<Record<ErrorCode, string>> = {
  SPOTIFY_RATE_LIMITED: 'Spotify asks us to wait',
  SPOTIFY_QUOTA_EXCEEDED: 'Spotify’s quota of this app is used up; it goes on in',
  SPOTIFY_BUDGET_SPENT: 'this instance’s own budget of calls is spent; it goes on in',
  SPOTIFY_UNREACHABLE: 'Spotify does not answer; the next try is in',
  BUSY: 'too many wait for Spotify; the next try is in',
}
/** A shorter wait is over before it is read. */
const WORTH_TELLING_SECONDS = 1

export type Patience = {
  /** Does `work` again after each fault that names its end, until that would be more waiting than is allowed in all. */
  wait: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Sits out what passes: a used-up quota, a rate limit, a service that is left alone for a moment. The waits of one job
 * together are at most `maxSeconds`; the fault that would need more is thrown, and says when to come back. `waitFor`
 * is told of each wait, and with null of its end.
 */
export function createPatience(
  maxSeconds: number,
  { waitFor, signal }: { waitFor?: ((waiting: Waiting | null) => void) | undefined; signal: AbortSignal },
): Patience {
  let left = maxSeconds
  return {
    async wait(work) {
      for (;;) {
        try {
          return await work()
        } catch (error) {
          signal.throwIfAborted()
          const reason = isDomainError(error) ? PASSING[error.code] : undefined
          const seconds = isDomainError(error) ? error.retryAfterSeconds : undefined
          if (reason === undefined || seconds === undefined || seconds > left) throw error
          left -= Math.max(1, seconds)
          const isTold = seconds > WORTH_TELLING_SECONDS
          if (isTold) waitFor?.({ for: reason, until: new Date(Date.now() + seconds * 1000).toISOString() })
          try {
            await sleep(seconds * 1000, undefined, { signal })
          } finally {
            if (isTold) waitFor?.(null)
          }
        }
      }
    },
  }
}
