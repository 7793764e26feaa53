import type { ErrorCode } from './errors'

/**
 * What a fault of a job means for it. `again`: it passes as a rule, so a few more attempts. `outage`: something of ours
 * is away; the job waits as long as it takes and no attempt is counted. `process-died`: the job itself may be what ends
 * processes, so one more attempt. `until`: it ends at a known time, or after as
 * many seconds as are given here. A code that is not named does not pass: the job fails at once.
 */
const FAULTS: Partial<Record<ErrorCode, 'again' | 'outage' | 'process-died' | { until: number }>> = {
  SPOTIFY_UNREACHABLE: 'again',
  SPOTIFY_BAD_ANSWER: 'again',
  LOCKED: 'again',
  LOCK_LOST: 'again',
  BUSY: 'again',
  TIMED_OUT: 'again',
  INDEX_NOT_READY: 'again',
  JOB_LOST: 'process-died',
  INTERNAL: 'again',
  REDIS_UNREACHABLE: 'outage',
  DATABASE_UNREACHABLE: 'outage',
  DISK_FULL: 'outage',
  SPOTIFY_RATE_LIMITED: { until: 60 },
  SPOTIFY_QUOTA_EXCEEDED: { until: 3600 },
  SPOTIFY_BUDGET_SPENT: { until: 3600 },
}

export type RetryLimits = {
  /** Attempts that may break off before the job is given up. */
  maxAttempts: number
  /** Seconds before the second attempt; each further one waits three times as long. */
  firstWaitSeconds: number
  /** Seconds since somebody asked for the job, after which it is given up rather than waits on. */
  maxAgeSeconds: number
}
/**
 * `faults` are the attempts that broke off before this one, `deaths` those whose process died; `chance` in [0, 1) spreads
 * those that failed together.
 */
export type BrokenOff = { faults: number; deaths?: number; ageSeconds: number; chance: number }
export type RetryDecision =
  | { kind: 'wait'; seconds: number; faults: number }
  /** `attempts` broke off; null where the fault does not pass. */
  | { kind: 'give-up'; attempts: number | null }

/** The longest wait between two attempts, and between two looks at an outage. */
const LONGEST_WAIT_SECONDS = 300
const OUTAGE_LOOK_SECONDS = 30
/** A job whose process died is given to another one so many times. */
const MAX_DEATHS_RETRIED = 1

/** Whether a job that broke off is tried again, and when. Waits are whole jobs' waits; no process is held meanwhile. */
export function decideRetry(
  { code, retryAfterSeconds }: { code: ErrorCode; retryAfterSeconds?: number | undefined },
  { faults, deaths = 0, ageSeconds, chance }: BrokenOff,
  limits: RetryLimits,
): RetryDecision {
  const fault = FAULTS[code]
  if (fault === undefined) return { kind: 'give-up', attempts: null }
  if (fault === 'process-died' && deaths >= Math.min(MAX_DEATHS_RETRIED, limits.maxAttempts - 1)) {
    return { kind: 'give-up', attempts: deaths + 1 }
  }
  const counted = fault === 'again' ? faults + 1 : faults
  if (counted >= limits.maxAttempts) return { kind: 'give-up', attempts: counted }
  const backOff = Math.min(limits.firstWaitSeconds * 3 ** faults, LONGEST_WAIT_SECONDS) * (1 + chance / 2)
  const seconds =
    fault === 'again' || fault === 'process-died'
      ? Math.max(backOff, retryAfterSeconds ?? 0)
      : fault === 'outage'
        ? Math.min(Math.max(limits.firstWaitSeconds, ageSeconds / 4), OUTAGE_LOOK_SECONDS) * (1 + chance / 2)
        : (retryAfterSeconds ?? fault.until)
  if (ageSeconds + seconds > limits.maxAgeSeconds) return { kind: 'give-up', attempts: counted + 1 }
  return { kind: 'wait', seconds, faults: counted }
}
