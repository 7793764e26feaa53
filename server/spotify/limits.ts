import { DomainError, isDomainError } from '../domain/errors'
import { createCircuitBreaker } from './circuit-breaker'
import { ENDPOINT_GROUPS, type EndpointGroup } from './endpoint-group'
import type { GroupLimit, GroupLimits } from './group-limits'
import { createRollingBudget } from './rolling-budget'
import { createThrottle, type Throttle } from './throttle'

/** Failures in a row, retries included, after which a group is left alone. */
const BREAKER_FAILURES = 8
const BREAKER_REST_MS = 30_000
/** Where Spotify does not say when the quota ends: one call asks again after an hour. */
const QUOTA_REST_SECONDS = 3600

/** Remembers stops beyond the life of a process. It may forget; a stop is then met once more. */
export type QuotaStops = {
  read: (group: EndpointGroup) => Promise<number | null>
  write: (group: EndpointGroup, until: number) => Promise<void>
}

export type ResourceLimits = {
  /** Runs one request of a group when it is its turn. Throws SPOTIFY_QUOTA_EXCEEDED, SPOTIFY_BUDGET_SPENT, BUSY, or what the task throws. */
  run: <T>(group: EndpointGroup, task: () => Promise<T>, signal?: AbortSignal) => Promise<T>
  /** Spotify asked everybody to slow down. */
  pause: (ms: number) => void
  /** Groups that are left alone, until when and why. */
  resting: () => { group: EndpointGroup; until: number; reason: DomainError }[]
}

type Options = {
  perSecond: number
  perDay: number
  concurrency: number
  groups?: GroupLimits
  stops?: QuotaStops
  now?: () => number
  /** Told of the waits for one's turn that are longer than a second, in milliseconds; gives what ends one. */
  onWait?: (ms: number) => () => void
}

/**
 * What stands before every call of the Web API: a circuit breaker, a budget of 24 hours and a token bucket for the
 * endpoint group, then a token bucket and a bound on calls under way for all groups together.
 */
export function createLimits(options: Options): ResourceLimits {
  const now = options.now ?? Date.now
  const { onWait } = options
  const all = createThrottle({ perSecond: options.perSecond, concurrency: options.concurrency, now, onWait })
  const groups = new Map(
    ENDPOINT_GROUPS.map((group) => [group, createGroup({ ...options, ...options.groups?.[group] }, now)]),
  )
  const restored = new Map<EndpointGroup, Promise<void>>()

  async function restore(group: EndpointGroup): Promise<void> {
    const until = await options.stops?.read(group).catch(() => null)
    if (until && until > now()) groups.get(group)?.breaker.openUntil(until, toQuotaError(group, until, now()))
  }

  return {
    async run(group, task, signal) {
      const own = groups.get(group)
      if (!own) throw new Error(`there is no endpoint group ${group}`)
      const ready = restored.get(group) ?? restore(group)
      restored.set(group, ready)
      await ready
      // Nobody waits in line for a refusal.
      own.breaker.check()
      return own.throttle.run(
        () =>
          all.run(async () => {
            own.breaker.enter()
            try {
              spend(own, group)
              const value = await task()
              own.breaker.succeeded()
              return value
            } catch (error) {
              throw settle(own, group, error)
            }
          }, signal),
        signal,
      )
    },
    pause: all.pause,
    resting: () =>
      [...groups].flatMap(([group, { breaker }]) => {
        const rest = breaker.resting()
        return rest ? [{ group, ...rest }] : []
      }),
  }

  /** Tells the breaker how a call ended; gives the error to throw. */
  function settle({ breaker }: Group, group: EndpointGroup, error: unknown): unknown {
    const code = isDomainError(error) ? error.code : null
    if (isDomainError(error) && code === 'SPOTIFY_UNREACHABLE') breaker.failed(error)
    else if (isDomainError(error) && code === 'SPOTIFY_QUOTA_EXCEEDED') {
      const until = now() + (error.retryAfterSeconds ?? QUOTA_REST_SECONDS) * 1000
      const told = toQuotaError(group, until, now())
      breaker.openUntil(until, told)
      options.stops?.write(group, until).catch(() => undefined)
      return told
    } else if (code?.startsWith('SPOTIFY_') && code !== 'SPOTIFY_BUDGET_SPENT') breaker.succeeded()
    else breaker.abandoned()
    return error
  }
}

type Group = ReturnType<typeof createGroup>

function createGroup({ perSecond, perDay, concurrency, onWait }: GroupLimit & Options, now: () => number) {
  const throttle: Throttle = createThrottle({ perSecond, concurrency, now, onWait })
  const budget = createRollingBudget(perDay, now)
  const breaker = createCircuitBreaker({ failures: BREAKER_FAILURES, restMs: BREAKER_REST_MS, now })
  return { throttle, budget, breaker }
}

function spend({ budget }: Group, group: EndpointGroup): void {
  const taken = budget.spend()
  if (taken.free) return
  throw new DomainError(
    'SPOTIFY_BUDGET_SPENT',
    `This instance has made as many calls of Spotify’s “${group}” today as it allows itself.`,
    { retryAfterSeconds: taken.seconds },
  )
}

/** Says until when: a reader who knows the hour does not try in vain. */
function toQuotaError(group: EndpointGroup, until: number, now: number): DomainError {
  const at = new Date(until).toISOString().slice(0, 16).replace('T', ' ')
  return new DomainError(
    'SPOTIFY_QUOTA_EXCEEDED',
    `Spotify’s quota of this app for “${group}” is used up until ${at} UTC.`,
    { retryAfterSeconds: Math.ceil((until - now) / 1000) },
  )
}
