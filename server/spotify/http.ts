import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { DomainError, isDomainError } from '../domain/errors'
import type { AccessTokens } from './app-token'
import { toSpotifyError } from './errors'
import type { Throttle } from './throttle'

export type SpotifyHttp = {
  /** GETs `path` below the API's base and parses the body; NOT_FOUND where Spotify says 404. */
  get: <T extends z.ZodType>(path: string, schema: T, signal?: AbortSignal) => Promise<z.output<T> | NotFound>
}
export const NOT_FOUND = Symbol('not found')
export type NotFound = typeof NOT_FOUND

type Options = {
  apiUrl: string
  tokens: AccessTokens
  throttle: Throttle
  fetch: typeof fetch
  timeoutMs: number
  maxRetries: number
  /** A longer wait than this is not sat out inside a request; the caller gets SPOTIFY_RATE_LIMITED with the wait. */
  maxWaitSeconds?: number
  random?: () => number
}

const FIRST_BACKOFF_MS = 200
const MAX_BODY_BYTES = 8 * 1024 * 1024

/**
 * The one way to Spotify's Web API: token, throttle, timeout, one new token on 401, retries with back-off and full
 * jitter for faults that pass (5xx, network, a short 429), each other fault as its DomainError.
 */
export function createSpotifyHttp(options: Options): SpotifyHttp {
  const random = options.random ?? Math.random
  const maxWaitSeconds = options.maxWaitSeconds ?? 10

  async function once<T extends z.ZodType>(path: string, schema: T, signal?: AbortSignal) {
    const token = await options.tokens.get(signal)
    const { response, body } = await exchange(options, path, token, signal)
    if (response.status === 404) return NOT_FOUND
    if (!response.ok) throw toSpotifyError(response.status, body, response.headers.get('retry-after'))
    return parseBody(body, schema)
  }

  function waitBefore(error: unknown, attempt: number): number | null {
    if (!isDomainError(error)) return null
    if (error.code === 'SPOTIFY_UNAUTHORIZED' && attempt === 0) {
      options.tokens.forget()
      return 0
    }
    if (attempt >= options.maxRetries) return null
    if (error.code === 'SPOTIFY_RATE_LIMITED') {
      const seconds = error.retryAfterSeconds ?? 1
      return seconds > maxWaitSeconds ? null : seconds * 1000 + random() * FIRST_BACKOFF_MS
    }
    return error.code === 'SPOTIFY_UNREACHABLE' ? random() * FIRST_BACKOFF_MS * 2 ** attempt : null
  }

  return {
    async get(path, schema, signal) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await options.throttle.run(() => once(path, schema, signal), signal)
        } catch (error) {
          signal?.throwIfAborted()
          const wait = waitBefore(error, attempt)
          if (wait === null) throw error
          await sleep(wait, undefined, signal ? { signal } : {})
        }
      }
    },
  }
}

/** One request and its whole body, under one timeout. The signals are chained by hand: AbortSignal.any keeps a
 * reference per request on a long-lived signal. */
async function exchange(options: Options, path: string, token: string, signal?: AbortSignal) {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const timer = setTimeout(() => controller.abort(new Error('timed out')), options.timeoutMs)
  signal?.addEventListener('abort', abort, { once: true })
  // It may have fired while the token was fetched, and fires once only.
  if (signal?.aborted) abort()
  try {
    const response = await options.fetch(`${options.apiUrl}${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      redirect: 'error',
      signal: controller.signal,
    })
    return { response, body: await readText(response) }
  } catch (error) {
    if (isDomainError(error)) throw error
    throw new DomainError('SPOTIFY_UNREACHABLE', 'Spotify does not answer.', { cause: error })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** The body as text, refused once it grows past what any answer of the API needs. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  if (!response.body) return ''
  for await (const chunk of Readable.fromWeb(response.body as WebStream) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) {
      throw new DomainError('SPOTIFY_BAD_ANSWER', 'Spotify’s answer is larger than expected.')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
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
