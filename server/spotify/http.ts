import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { DomainError, isDomainError, retryOf } from '../domain/errors'
import { readBounded, withDeadline } from '../outgoing/bounds'
import type { AccessTokens } from './app-token'
import { toEndpointGroup } from './endpoint-group'
import { toSpotifyError } from './errors'
import type { ResourceLimits } from './limits'

/**
 * An answer that may be kept: of metadata, which hardly change, or of a page of a playlist, for as long as the
 * playlist's snapshot is that version.
 */
export type Keep = { kind: 'metadata' | 'page'; version?: string }

export type SpotifyHttp = {
  /** GETs `path` below the API's base and parses the body; NOT_FOUND where Spotify says 404. */
  get: <T extends z.ZodType>(
    path: string,
    schema: T,
    signal?: AbortSignal,
    keep?: Keep,
  ) => Promise<z.output<T> | NotFound>
}
export const NOT_FOUND = Symbol('not found')
export type NotFound = typeof NOT_FOUND

type Options = {
  apiUrl: string
  tokens: AccessTokens
  limits: Pick<ResourceLimits, 'run' | 'pause'>
  fetch: typeof fetch
  timeoutMs: number
  maxRetries: number
  /** A longer wait than this is not sat out inside a request; the caller gets SPOTIFY_RATE_LIMITED with the wait. */
  maxWaitSeconds?: number
  /** Told that Spotify asks us to wait, in milliseconds; what it gives is called when the wait is over. */
  onWait?: (ms: number) => () => void
  random?: () => number
}

const FIRST_BACKOFF_MS = 200
const MAX_BODY_BYTES = 8 * 1024 * 1024

/**
 * The one way to Spotify's Web API: token, limits of the endpoint group, timeout, one new token on 401, retries with
 * back-off and full jitter for faults that pass (5xx, network, a short 429), each other fault as its DomainError.
 */
export function createSpotifyHttp(options: Options): SpotifyHttp {
  const { limits, tokens } = options

  async function once<T extends z.ZodType>(path: string, schema: T, token: string, signal?: AbortSignal) {
    const { response, body } = await exchange(options, path, token, signal)
    if (response.status === 404) return NOT_FOUND
    if (!response.ok) throw toSpotifyError(response.status, body, response.headers.get('retry-after'))
    return parseBody(body, schema)
  }

  return {
    async get(path, schema, signal) {
      const group = toEndpointGroup(path)
      const tries = createTries(options)
      let refused: string | null = null
      for (;;) {
        let token = ''
        try {
          return await limits.run(
            group,
            async () => {
              token = refused === null ? await tokens.get(signal) : await tokens.refresh(refused, signal)
              return once(path, schema, token, signal)
            },
            signal,
          )
        } catch (error) {
          signal?.throwIfAborted()
          // Once only: where a fresh token is refused as well, no further one will help.
          if (isDomainError(error) && error.code === 'SPOTIFY_UNAUTHORIZED' && token && refused === null) {
            refused = token
            continue
          }
          const wait = tries.next(error)
          if (wait === null) throw error
          const isAsked = isDomainError(error) && error.code === 'SPOTIFY_RATE_LIMITED'
          if (isAsked) limits.pause(wait)
          const end = isAsked ? options.onWait?.(wait) : undefined
          await sleep(wait, undefined, signal ? { signal } : {}).finally(end)
        }
      }
    },
  }
}

/** Says how long to wait before the next try, in milliseconds, or null where there is to be none. */
function createTries({ maxRetries, maxWaitSeconds = 10, random = Math.random }: Options) {
  let attempt = 0
  return {
    next(error: unknown): number | null {
      if (!isDomainError(error) || attempt >= maxRetries) return null
      attempt++
      if (error.code === 'SPOTIFY_RATE_LIMITED') {
        const seconds = error.retryAfterSeconds ?? 1
        return seconds > maxWaitSeconds ? null : seconds * 1000 + random() * FIRST_BACKOFF_MS
      }
      // With seconds to wait it is the breaker that speaks: Spotify was not asked.
      if (retryOf(error.code) !== 'now' || error.retryAfterSeconds !== undefined) return null
      return random() * FIRST_BACKOFF_MS * 2 ** (attempt - 1)
    },
  }
}

/** One request and its whole body, under one timeout. */
async function exchange(options: Options, path: string, token: string, signal?: AbortSignal) {
  const { apiUrl, fetch, timeoutMs } = options
  try {
    return await withDeadline({ timeoutMs, signal, late: new Error('timed out') }, async (ending) => {
      const response = await fetch(`${apiUrl}${path}`, {
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        redirect: 'error',
        signal: ending,
      })
      const body = await readBounded(response, MAX_BODY_BYTES, () => {
        return new DomainError('SPOTIFY_BAD_ANSWER', 'Spotify’s answer is larger than expected.')
      })
      return { response, body: Buffer.from(body).toString('utf8') }
    })
  } catch (error) {
    if (isDomainError(error)) throw error
    throw new DomainError('SPOTIFY_UNREACHABLE', 'Spotify does not answer.', { cause: error })
  }
}

function parseBody<T extends z.ZodType>(body: string, schema: T): z.output<T> {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch (error) {
    // A truncated body and a maintenance page pass like a 5xx does.
    throw new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s answer is not JSON.', { cause: error })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new DomainError('SPOTIFY_BAD_ANSWER', 'Spotify’s answer has a shape we do not know.', {
    cause: parsed.error,
  })
}
