import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { Destination } from '../outgoing/destination'
import type { AnswerHeaders, GuardedGet } from '../outgoing/guarded-get'
import { OutgoingFault } from '../outgoing/outgoing-fault'
import type { Pace } from './pace'
import { SourceFault } from './source'

/** How a source is reached; every source has one of these. */
export type Line = {
  get: GuardedGet
  baseUrl: string
  destination: Destination
  pace: Pace
  timeoutMs: number
  maxRetries: number
  random?: () => number
}

/** An unhappy answer as a service of its own kind says it: wait and ask again, or leave it alone. */
export type Refusal = { message: string; retryInSeconds: number | null; restSeconds: number }
/** Reads a refusal out of an answer; null where it is none. `json` is undefined where the body is no JSON. */
export type Judge = (status: number, headers: AnswerHeaders, json: unknown) => Refusal | null

const MAX_JSON_BYTES = 2 * 1024 * 1024
const FIRST_BACKOFF_MS = 200
/** A longer wait is not sat out inside a batch. */
const MAX_WAIT_SECONDS = 10
/** After a fault that may pass. */
const REST_SECONDS = 30
/** After an answer nobody here understands, which the next minute will not change. */
const LONG_REST_SECONDS = 600

/**
 * GETs JSON below the base of a source, at its pace, with retries and full jitter for what passes (5xx, network, broken
 * bodies, short waits). A 404 is null. Throws SourceFault, or the signal's reason.
 */
export async function askJson<T extends z.ZodType>(
  line: Line,
  path: string,
  { schema, judge, signal }: { schema: T; judge: Judge; signal: AbortSignal | undefined },
): Promise<z.output<T> | null> {
  const random = line.random ?? Math.random
  for (let attempt = 0; ; attempt++) {
    const outcome = await askOnce(line, path, judge, signal)
    if ('json' in outcome) {
      if (outcome.json === null) return null
      const parsed = schema.safeParse(outcome.json)
      if (parsed.success) return parsed.data
      throw new SourceFault('its answer has a shape we do not know', LONG_REST_SECONDS)
    }
    const { message, retryInSeconds, restSeconds } = outcome
    if (retryInSeconds === null || retryInSeconds > MAX_WAIT_SECONDS || attempt >= line.maxRetries) {
      throw new SourceFault(message, Math.max(restSeconds, retryInSeconds ?? 0))
    }
    const jitter = random() * FIRST_BACKOFF_MS * 2 ** attempt
    await sleep(retryInSeconds * 1000 + jitter, undefined, signal ? { signal } : {})
  }
}

async function askOnce(
  line: Line,
  path: string,
  judge: Judge,
  signal: AbortSignal | undefined,
): Promise<{ json: unknown } | Refusal> {
  await line.pace.wait(signal)
  const { destination, timeoutMs } = line
  const passing = { retryInSeconds: 0, restSeconds: REST_SECONDS }
  try {
    const { status, headers, body } = await line.get(line.baseUrl + path, {
      destination,
      accept: 'application/json',
      // Apple calls its JSON a script.
      types: ['application/json', 'text/javascript'],
      maxBytes: MAX_JSON_BYTES,
      timeoutMs,
      signal,
    })
    const json = parseJson(body)
    const refusal = judge(status, headers, json) ?? judgeStatus(status, headers)
    if (refusal) return refusal
    if (status === 404) return { json: null }
    return json === undefined ? { message: 'its answer is not JSON', ...passing } : { json }
  } catch (error) {
    if (!(error instanceof OutgoingFault)) throw error
    if (error.kind === 'unreachable') return { message: 'it does not answer', ...passing }
    if (error.kind === 'wrong-type') return { message: 'its answer is not JSON', ...passing }
    if (error.kind === 'timed-out') return { message: 'it does not answer in time', ...passing }
    throw new SourceFault(error.message, LONG_REST_SECONDS, { cause: error })
  }
}

function judgeStatus(status: number, headers: AnswerHeaders): Refusal | null {
  if (status === 200 || status === 404) return null
  if (status === 429) return slowDown(Number(headers['retry-after'] ?? NaN))
  if (status >= 500) {
    const message = `it is in trouble (status ${String(status)})`
    return { message, retryInSeconds: 0, restSeconds: REST_SECONDS }
  }
  const message = `it refuses to answer (status ${String(status)})`
  return { message, retryInSeconds: null, restSeconds: LONG_REST_SECONDS }
}

/** The refusal of a rate limit; a wait that is not named is a second. */
export function slowDown(seconds: number): Refusal {
  const retryInSeconds = Number.isFinite(seconds) && seconds >= 0 ? seconds : 1
  return { message: 'it asks us to slow down', retryInSeconds, restSeconds: REST_SECONDS }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
}
