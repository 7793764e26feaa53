import { setTimeout as sleep } from 'node:timers/promises'
import { isDomainError, type ErrorCode } from '../domain/errors'
import type { Progress } from './ports'

/** Faults that end at a known time. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'SPOTIFY_QUOTA_EXCEEDED',
  'SPOTIFY_RATE_LIMITED',
  'SPOTIFY_BUDGET_SPENT',
  'SPOTIFY_UNREACHABLE',
  'BUSY',
])

export type Patience = {
  /** Does `work` again after each fault that names its end, until that would be more waiting than is allowed in all. */
  wait: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Sits out what passes: a used-up quota, a rate limit, a service that is left alone for a moment. The waits of one job
 * together are at most `maxSeconds`; the fault that would need more is thrown, and says when to come back.
 */
export function createPatience(
  maxSeconds: number,
  { progress, signal }: { progress: (stage: string) => void; signal: AbortSignal },
): Patience {
  let left = maxSeconds
  return {
    async wait(work) {
      for (;;) {
        try {
          return await work()
        } catch (error) {
          signal.throwIfAborted()
          const seconds =
            isDomainError(error) && PASSING.has(error.code) ? error.retryAfterSeconds : undefined
          if (seconds === undefined || seconds > left) throw error
          left -= Math.max(1, seconds)
          progress(`waiting for Spotify until ${toTime(Date.now() + seconds * 1000)}`)
          await sleep(seconds * 1000, undefined, { signal })
        }
      }
    },
  }
}

const toTime = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`

/** Progress that keeps its figures while only the stage changes. */
export function keepFigures(progress: Progress): { progress: Progress; stage: (stage: string) => void } {
  let figures: [number, number | null] = [0, null]
  return {
    progress: (stage, done, total) => {
      figures = [done, total]
      progress(stage, done, total)
    },
    stage: (stage) => {
      progress(stage, ...figures)
    },
  }
}
