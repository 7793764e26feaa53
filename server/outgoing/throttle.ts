import { setTimeout as sleep } from 'node:timers/promises'

import { DomainError } from '../domain/errors'

const DEFAULT_MAX_WAITING = 500
/** A shorter wait for one's turn is not worth telling. */
export const WORTH_TELLING_MS = 1000

export type Throttle = {
  run: <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>
  /** Starts nothing more for `ms`, besides what has its turn already; afterwards starts come at the rate, without a burst. */
  pause: (ms: number) => void
}

/**
 * A token bucket with a bound on what runs at once: at most `perSecond` starts a second (bursts of one second's
 * worth) and `concurrency` tasks under way. Waiting ends early, with the signal's reason, when the signal aborts.
 */
export function createThrottle(options: {
  perSecond: number
  concurrency: number
  /** Tasks that may wait for their turn; one more is refused with BUSY. */
  maxWaiting?: number
  now?: () => number
  /** Told of a wait for one's turn, in milliseconds; what it gives is called when it is over. */
  onWait?: ((ms: number) => () => void) | undefined
}): Throttle {
  const now = options.now ?? Date.now
  const maxWaiting = options.maxWaiting ?? DEFAULT_MAX_WAITING
  const capacity = Math.max(1, options.perSecond)
  let tokens = capacity
  let refilledAt = now()
  let running = 0
  const waiting: (() => void)[] = []

  const refill = (): void => {
    const at = now()
    tokens = Math.min(capacity, tokens + ((at - refilledAt) / 1000) * options.perSecond)
    refilledAt = at
  }

  const takeToken = (): number => {
    refill()
    tokens -= 1
    return tokens >= 0 ? 0 : (-tokens / options.perSecond) * 1000
  }

  const slot = async (signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted()
    if (running < options.concurrency) {
      running++
      return
    }
    if (waiting.length >= maxWaiting) {
      throw new DomainError('BUSY', 'Too many questions wait for Spotify.', { retryAfterSeconds: 5 })
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(enter), 1)
        reject(signal?.reason as Error)
      }
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      waiting.push(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  /** A finished task hands its slot to the next in line, so that `running` never overshoots. */
  const release = () => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  return {
    pause(ms) {
      refill()
      tokens = Math.min(tokens, 1 - (ms / 1000) * options.perSecond)
    },
    async run(task, signal) {
      await slot(signal)
      try {
        signal?.throwIfAborted()
        const wait = takeToken()
        if (wait > 0) {
          const end = wait > WORTH_TELLING_MS ? options.onWait?.(wait) : undefined
          await sleep(wait, undefined, signal ? { signal } : {}).finally(end)
        }
        return await task()
      } finally {
        release()
      }
    },
  }
}
