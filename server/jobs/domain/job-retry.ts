import { retryOf, type ErrorCode } from '../../domain/errors'

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
  const retry = retryOf(code)
  if (retry === undefined || retry === 'mended' || retry === 'input') {
    return { kind: 'give-up', attempts: null }
  }
  if (retry === 'once' && deaths >= Math.min(MAX_DEATHS_RETRIED, limits.maxAttempts - 1)) {
    return { kind: 'give-up', attempts: deaths + 1 }
  }
  const counted = retry === 'now' || retry === 'soon' ? faults + 1 : faults
  if (counted >= limits.maxAttempts) return { kind: 'give-up', attempts: counted }
  const spread = 1 + chance / 2
  const backOff = Math.min(limits.firstWaitSeconds * 3 ** faults, LONGEST_WAIT_SECONDS) * spread
  const seconds =
    typeof retry === 'object'
      ? (retryAfterSeconds ?? retry.afterSeconds)
      : retry === 'outage'
        ? Math.min(Math.max(limits.firstWaitSeconds, ageSeconds / 4), OUTAGE_LOOK_SECONDS) * spread
        : Math.max(backOff, retryAfterSeconds ?? 0)
  if (ageSeconds + seconds > limits.maxAgeSeconds) return { kind: 'give-up', attempts: counted + 1 }
  return { kind: 'wait', seconds, faults: counted }
}
