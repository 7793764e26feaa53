import { setTimeout as sleep } from 'node:timers/promises'
import { isDomainError, waitingTextOf } from '../../domain/errors'
import type { Waiting } from '../../domain/job'

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
          const reason = isDomainError(error) ? waitingTextOf(error.code) : undefined
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
