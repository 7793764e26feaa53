/** Bad days on demand: seeded shares of failing calls, and faults scripted for the next calls. */
import { setTimeout } from 'node:timers/promises'

import { createRandom, Salt } from './catalogue/random'
import { html, json } from './respond'
import { surprise } from './surprise'

/** Spotify counts calls per group of endpoints (spotify-api.md, section 4). */
export const GROUPS = [
  'accounts',
  'me',
  'tracks',
  'albums',
  'artists',
  'playlists',
  'search',
  'audio',
  'preview',
  'image',
  'reccobeats',
  'deezer',
  'itunes',
  'links',
] as const
export type EndpointGroup = (typeof GROUPS)[number]

export type Fault =
  /** 429 of the rolling window; without `retryAfter` (seconds) the header is missing. */
  | { kind: 'rate-limit'; retryAfter?: number }
  /** 429 with `QUOTA_EXCEEDED`. */
  | { kind: 'quota'; retryAfter?: number }
  /** 429 with neither header nor body, as once observed. */
  | { kind: 'silent-429' }
  | { kind: 'error'; status: 500 | 502 | 503 | 504 }
  | { kind: 'expired-token' }
  | { kind: 'slow'; milliseconds: number }
  /** The connection breaks in the middle of the body. */
  | { kind: 'truncated' }
  /** 200 with a proxy's HTML page. */
  | { kind: 'html' }
  /** 403: the user is not among the five that the app's owner allowed. */
  | { kind: 'allow-list' }
  /** 403: the app's owner has no Premium any more. */
  | { kind: 'premium' }
  /** 403 with the bare body of a closed endpoint. */
  | { kind: 'forbidden' }
  /** 403: the user agreed to less than this needs. */
  | { kind: 'scope' }
  /** 200 with fields that are new, gone, of another type, or elsewhere. */
  | { kind: 'surprise' }

export type FaultRate = { group?: EndpointGroup; /** 0–1 */ share: number; fault: Fault }
/** Hits `times` calls of the group, after having let `after` of them through. */
export type ScriptedFault = { group?: EndpointGroup; times: number; after?: number; fault: Fault }
export type FaultPlan = { seed?: number; rates?: readonly FaultRate[]; next?: readonly ScriptedFault[] }

export type Faults = {
  /** Scripted faults come before shares; the first that fits wins. */
  find: (group: EndpointGroup) => Fault | null
  script: (fault: ScriptedFault) => void
}

/** What the Web API alone says; the accounts service and the files behind it know nothing of it. */
const WEB_API_FAULTS: ReadonlySet<Fault['kind']> = new Set([
  'quota',
  'expired-token',
  'allow-list',
  'premium',
  'forbidden',
  'scope',
])
const ELSEWHERE: ReadonlySet<EndpointGroup> = new Set(['accounts', 'preview', 'image', 'links'])
const SLOWEST_MS = 60_000
const BREAK_MS = 20

export function createFaults(plan: FaultPlan): Faults {
  const random = createRandom(Salt.fault, plan.seed ?? 1)
  const scripted = (plan.next ?? []).map((entry) => ({ ...entry }))
  const fits = (entry: { group?: EndpointGroup; fault: Fault }, group: EndpointGroup): boolean =>
    entry.group === undefined
      ? !WEB_API_FAULTS.has(entry.fault.kind) || !ELSEWHERE.has(group)
      : entry.group === group
  return {
    find: (group) => {
      const due = scripted.filter((entry) => entry.times > 0 && fits(entry, group))
      const next = due.find(({ after = 0 }) => after === 0)
      for (const entry of due) if (entry.after) entry.after -= 1
      if (next !== undefined) {
        next.times -= 1
        return next.fault
      }
      return plan.rates?.find((rate) => fits(rate, group) && random.chance(rate.share))?.fault ?? null
    },
    script: (fault) => {
      scripted.push({ ...fault })
    },
  }
}

/** The answer under a fault; `answer` is only asked where the real work is done nevertheless. */
export async function applyFault(
  fault: Fault,
  signal: AbortSignal | undefined,
  answer: () => Promise<Response>,
): Promise<Response> {
  switch (fault.kind) {
    case 'rate-limit':
      return json(
        { error: { status: 429, message: 'API rate limit exceeded' } },
        429,
        retryHeader(fault.retryAfter),
      )
    case 'quota':
      return json(
        { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } },
        429,
        retryHeader(fault.retryAfter),
      )
    case 'silent-429':
      return new Response(null, { status: 429 })
    case 'error':
      return json({ error: { status: fault.status, message: 'Server error.' } }, fault.status)
    case 'expired-token':
      return json({ error: { status: 401, message: 'The access token expired' } }, 401)
    case 'html':
      return html('<!doctype html><title>Upstream</title><h1>Please try again later</h1>')
    case 'allow-list':
      return forbidden('User not registered in the Developer Dashboard')
    case 'premium':
      return forbidden('Active premium subscription required for the owner of the app')
    case 'scope':
      return forbidden('Insufficient client scope')
    case 'forbidden':
      return forbidden()
    case 'surprise': {
      const response = await answer()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
      return response.ok && isJson ? json(surprise(await response.json())) : response
    }
    case 'slow':
      await setTimeout(
        Math.min(fault.milliseconds, SLOWEST_MS),
        undefined,
        signal === undefined ? {} : { signal },
      )
      return answer()
    case 'truncated':
      return truncate(await answer())
  }
}

function forbidden(message?: string): Response {
  return json({ error: { status: 403, ...(message !== undefined && { message }) } }, 403)
}

function retryHeader(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}

/** Sends half of the body and then breaks, as a dropped connection does. */
async function truncate(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  let sent = false
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (sent) {
        // The first half must have left for the network before the connection goes.
        await setTimeout(BREAK_MS)
        controller.error(new Error('The connection was closed.'))
        return
      }
      sent = true
      controller.enqueue(bytes.subarray(0, Math.ceil(bytes.length / 2)))
    },
  })
  return new Response(body, { status: response.status, headers: response.headers })
}
