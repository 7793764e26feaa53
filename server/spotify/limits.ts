import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError, isDomainError } from '../domain/errors'
import type { SharedCounts, SharedPace } from '../catalog/ports'
import { createCircuitBreaker } from '../outgoing/circuit-breaker'
import { ENDPOINT_GROUPS, type EndpointGroup } from './endpoint-group'
import type { GroupLimit, GroupLimits } from './group-limits'
import { createRollingBudget } from '../outgoing/rolling-budget'
import { createSharedBudget } from '../outgoing/shared-budget'
import { createThrottle, WORTH_TELLING_MS, type Throttle } from '../outgoing/throttle'

/** Failures in a row, retries included, after which a group is left alone. */
const BREAKER_FAILURES = 8
const BREAKER_REST_MS = 30_000
/** Where Spotify does not say when the quota ends: one call asks again after an hour. */
const QUOTA_REST_SECONDS = 3600

/** Remembers until when Spotify is not to be asked, for all processes. It may forget; a stop is then met once more. */
export type QuotaStops = {
  read: (group: EndpointGroup) => Promise<number | null>
  write: (group: EndpointGroup, until: number) => Promise<void>
  readPause: () => Promise<number | null>
  writePause: (until: number) => Promise<void>
}
/** What processes count together; `key` is what the names of their counts begin with. */
export type SharedLimits = {
  counts: SharedCounts
  key: string
  paceOf: (name: string, perSecond: number) => SharedPace
}

export type ResourceLimits = {
  /** Runs one request of a group when it is its turn. Throws SPOTIFY_QUOTA_EXCEEDED, SPOTIFY_BUDGET_SPENT, BUSY, or what the task throws. */
  run: <T>(group: EndpointGroup, task: () => Promise<T>, signal?: AbortSignal) => Promise<T>
  /** Spotify asked everybody to slow down. */
  pause: (ms: number) => void
  /** Groups that are left alone, until when and why. */
  resting: () => Promise<{ group: EndpointGroup; until: number; reason: DomainError }[]>
}

type Options = {
  perSecond: number
  perDay: number
  concurrency: number
  groups?: GroupLimits
  stops?: QuotaStops
  /** Without it this process counts by itself. */
  shared?: SharedLimits | undefined
  now?: () => number
  /** Told of the waits for one's turn that are longer than a second, in milliseconds; gives what ends one. */
  onWait?: (ms: number) => () => void
}

/**
 * What stands before every call of the Web API: a circuit breaker, a budget of 24 hours and a token bucket for the
 * endpoint group, then a token bucket and a bound on calls under way for all groups together. With `shared`, budgets and
 * paces are those of all processes together, and with `stops` each heeds what another was told.
 */
export function createLimits(options: Options): ResourceLimits {
  const now = options.now ?? Date.now
  const { onWait } = options
  const all = createThrottle({ perSecond: options.perSecond, concurrency: options.concurrency, now, onWait })
  const groups = new Map(
    ENDPOINT_GROUPS.map((group) => [
      group,
      createGroup(group, { ...options, ...options.groups?.[group] }, now),
    ]),
  )
  const pace = options.shared?.paceOf('all', options.perSecond)
  let heeded = 0

  /** Takes over what another process, or this one before its start, was told. */
  async function applySignal(group: EndpointGroup, { breaker }: Group): Promise<void> {
    const { stops } = options
    if (!stops) return
    const [until, pausedUntil] = await Promise.all([
      stops.read(group).catch(() => null),
      stops.readPause().catch(() => null),
    ])
    const known = breaker.resting()?.until ?? now()
    if (until !== null && until > known) breaker.openUntil(until, toQuotaError(group, until, now()))
    if (pausedUntil !== null && pausedUntil > Math.max(heeded, now())) {
      heeded = pausedUntil
      all.pause(pausedUntil - now())
    }
  }

  /** Waits for the turn that all processes give each other. */
  async function takeTurn(own: Group, signal: AbortSignal | undefined): Promise<void> {
    const turns = await Promise.all([pace, own.pace].map(async (one) => one?.take() ?? 0))
    const wait = Math.max(...turns)
    if (wait <= 0) return
    const end = wait > WORTH_TELLING_MS ? onWait?.(wait) : undefined
    await sleep(wait, undefined, signal ? { signal } : {}).finally(end)
  }

  return {
    async run(group, task, signal) {
      const own = groups.get(group)
      if (!own) throw new Error(`there is no endpoint group ${group}`)
      await applySignal(group, own)
      // Nobody waits in line for a refusal.
      own.breaker.check()
      return own.throttle.run(
        () =>
          all.run(async () => {
            await takeTurn(own, signal)
            own.breaker.enter()
            try {
              await spend(own, group)
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
    pause(ms) {
      const until = now() + ms
      heeded = Math.max(heeded, until)
      all.pause(ms)
      options.stops?.writePause(until).catch(() => undefined)
    },
    async resting() {
      await Promise.all([...groups].map(([group, own]) => applySignal(group, own)))
      return [...groups].flatMap(([group, { breaker }]) => {
        const rest = breaker.resting()
        return rest ? [{ group, ...rest }] : []
      })
    },
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

function createGroup(group: EndpointGroup, options: GroupLimit & Options, now: () => number) {
  const { perSecond, perDay, concurrency, onWait, shared } = options
  const throttle: Throttle = createThrottle({ perSecond, concurrency, now, onWait })
  const own = createRollingBudget(perDay, now)
  const key = `${shared?.key ?? ''}:day:${group}`
  const budget = shared ? createSharedBudget(own, shared.counts, { key, perDay, now }) : own
  const breaker = createCircuitBreaker({ failures: BREAKER_FAILURES, restMs: BREAKER_REST_MS, now })
  // Where a group has no pace of its own, that of all is narrow enough.
  const pace = options.groups?.[group] ? shared?.paceOf(group, perSecond) : undefined
  return { throttle, budget, breaker, pace }
}

async function spend({ budget }: Group, group: EndpointGroup): Promise<void> {
  const taken = await budget.spend()
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
