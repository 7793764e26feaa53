import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { toDomainError } from '../domain/errors'
import { createSpotifyHttp, NOT_FOUND } from './http'
import { answering, broken, json, silence } from './testing/answers'
import { createClock, type Clock } from '../outgoing/testing/clock'

const held = vi.hoisted(() => ({ clock: null as Clock | null }))
vi.mock('node:timers/promises', () => ({
  setTimeout: (...args: Parameters<Clock['sleep']>) => held.clock?.sleep(...args),
}))

const Body = z.object({ name: z.string() })
const good = () => json({ name: 'a track' })
const limited = (headers: Record<string, string> = {}) =>
  json({ error: { status: 429, message: 'API rate limit exceeded' } }, 429, headers)

let clock: Clock
beforeEach(() => {
  clock = createClock()
  held.clock = clock
})

function make(
  source: ReturnType<typeof answering>,
  options: { maxRetries?: number; timeoutMs?: number } = {},
) {
  const tokens = {
    get: vi.fn(async () => 'token-1'),
    refresh: vi.fn(async (stale: string) => `${stale}-fresh`),
  }
  const pause = vi.fn()
  const http = createSpotifyHttp({
    apiUrl: 'https://api.test/v1',
    tokens,
    limits: { run: (_group, task) => task(), pause },
    fetch: source.fetch,
    timeoutMs: options.timeoutMs ?? 1000,
    maxRetries: options.maxRetries ?? 3,
    random: () => 1,
  })
  return { http, tokens, pause }
}

/** Asks, and lets as much time go by as the retries want. */
async function ask(source: ReturnType<typeof answering>, options = {}) {
  const { http, tokens, pause } = make(source, options)
  const asked = http.get('/tracks/x', Body).then(
    (value) => ({ value, error: null }),
    (error: unknown) => ({ value: null, error: toDomainError(error) }),
  )
  let open = true
  void asked.then(() => (open = false))
  while (open) await clock.advance(1000)
  return { ...(await asked), tokens, pause }
}

describe('a request to Spotify', () => {
  it('carries the token and asks for JSON', async () => {
    const source = answering(good())
    const { value } = await ask(source)
    expect(value).toEqual({ name: 'a track' })
    expect(source.requests[0]?.url).toBe('https://api.test/v1/tracks/x')
    expect(source.requests[0]?.headers.get('authorization')).toBe('Bearer token-1')
    expect(source.requests[0]?.redirect).toBe('error')
  })

  it('says "not found" for a 404 without a second try', async () => {
    const source = answering(json({ error: { status: 404, message: 'Resource not found' } }, 404))
    expect((await ask(source)).value).toBe(NOT_FOUND)
    expect(source.requests).toHaveLength(1)
  })

  it('takes one new token after a 401 and tries once', async () => {
    const expired = () => json({ error: { status: 401, message: 'The access token expired' } }, 401)
    const source = answering(expired(), good())
    const { value, tokens } = await ask(source)
    expect(value).toEqual({ name: 'a track' })
    expect(tokens.refresh.mock.calls.map(([stale]) => stale)).toEqual(['token-1'])
    expect(source.requests.map((request) => request.headers.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-1-fresh',
    ])

    const again = answering(expired(), expired())
    const second = await ask(again)
    expect(second.error).toMatchObject({ code: 'SPOTIFY_UNAUTHORIZED' })
    expect(second.tokens.refresh).toHaveBeenCalledTimes(1)
    expect(again.requests).toHaveLength(2)
  })

  it('takes a new token in the middle of retries too', async () => {
    const expired = json({ error: { status: 401, message: 'The access token expired' } }, 401)
    const source = answering(new Response(null, { status: 503 }), expired, good())
    expect((await ask(source, { maxRetries: 1 })).value).toEqual({ name: 'a track' })
  })

  it('waits as long as Retry-After says, and a little more, and so do all others', async () => {
    const { value, pause } = await ask(answering(limited({ 'retry-after': '7' }), good()))
    expect(pause.mock.calls).toEqual([[7200]])
    expect(value).toEqual({ name: 'a track' })
    expect(clock.slept).toEqual([7200])
  })

  it('waits a second where a 429 has neither header nor body', async () => {
    const { value } = await ask(answering(new Response(null, { status: 429 }), good()))
    expect(value).toEqual({ name: 'a track' })
    expect(clock.slept).toEqual([1200])
  })

  it('does not come at once where Retry-After is 0', async () => {
    await ask(answering(limited({ 'retry-after': '0' }), good()))
    expect(clock.slept[0]).toBeGreaterThan(0)
  })

  it('does not sit out a long wait but says how long it is', async () => {
    const source = answering(limited({ 'retry-after': '3600' }))
    const { error } = await ask(source)
    expect(error).toMatchObject({ code: 'SPOTIFY_RATE_LIMITED', status: 503, retryAfterSeconds: 3600 })
    expect(source.requests).toHaveLength(1)
  })

  it('gives up on a 429 that does not end', async () => {
    const source = answering(limited(), limited(), limited())
    expect((await ask(source, { maxRetries: 2 })).error).toMatchObject({ code: 'SPOTIFY_RATE_LIMITED' })
    expect(source.requests).toHaveLength(3)
  })

  it('does not ask again once the quota is used up', async () => {
    const body = { error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' } }
    const source = answering(json(body, 429, { 'retry-after': '1' }))
    expect((await ask(source)).error).toMatchObject({ code: 'SPOTIFY_QUOTA_EXCEEDED', status: 503 })
    expect(source.requests).toHaveLength(1)
  })

  it.each([500, 502, 503, 504])('tries again after a %i, each time after a longer wait', async (status) => {
    const trouble = () => new Response('<html>oops</html>', { status })
    const source = answering(trouble(), trouble(), trouble(), good())
    expect((await ask(source)).value).toEqual({ name: 'a track' })
    expect(clock.slept).toEqual([200, 400, 800])
  })

  it('tries a bounded number of times', async () => {
    const source = answering(...Array.from({ length: 9 }, () => new Response(null, { status: 500 })))
    expect((await ask(source, { maxRetries: 2 })).error).toMatchObject({
      code: 'SPOTIFY_UNREACHABLE',
      status: 502,
    })
    expect(source.requests).toHaveLength(3)
    expect((await ask(answering(new Response(null, { status: 500 })), { maxRetries: 0 })).error?.code).toBe(
      'SPOTIFY_UNREACHABLE',
    )
  })

  it.each([
    ['a proxy’s HTML page', () => new Response('<!doctype html><h1>Later</h1>', { status: 200 })],
    ['a body that breaks off', () => broken('{"name": "a tr')],
    ['a body that ends early', () => new Response('{"name": "a tr')],
    ['an empty body', () => new Response('')],
    ['no connection', () => new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })],
  ])('tries again after %s', async (_name, bad) => {
    const source = answering(bad(), good())
    expect((await ask(source)).value).toEqual({ name: 'a track' })
    expect((await ask(answering(bad(), bad()), { maxRetries: 1 })).error).toMatchObject({
      code: 'SPOTIFY_UNREACHABLE',
    })
  })

  it('does not try again where the answer has another shape', async () => {
    const source = answering(json({ title: 'no name' }))
    expect((await ask(source)).error).toMatchObject({ code: 'SPOTIFY_BAD_ANSWER' })
    expect(source.requests).toHaveLength(1)
  })

  it('refuses a body larger than any answer of the API', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(32)
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (sent++ < 100 ? controller.enqueue(chunk) : controller.close()),
    })
    expect((await ask(answering(new Response(body)))).error).toMatchObject({ code: 'SPOTIFY_BAD_ANSWER' })
    expect(sent).toBeLessThan(20)
  })

  it('ends a request that takes too long', async () => {
    const { http } = make(answering(silence), { timeoutMs: 20, maxRetries: 0 })
    await expect(http.get('/tracks/x', Body)).rejects.toMatchObject({ code: 'SPOTIFY_UNREACHABLE' })
  })

  it('ends at once, with the reason, when the caller goes while it waits for the answer', async () => {
    const controller = new AbortController()
    const { http } = make(answering(silence))
    const asked = http.get('/tracks/x', Body, controller.signal)
    const ended = expect(asked).rejects.toThrow('the reader has gone')
    await clock.advance(0)
    controller.abort(new Error('the reader has gone'))
    await ended
  })

  it('ends at once when the caller goes while it waits between two tries', async () => {
    const controller = new AbortController()
    const source = answering(limited({ 'retry-after': '9' }))
    const asked = make(source).http.get('/tracks/x', Body, controller.signal)
    const ended = expect(asked).rejects.toMatchObject({ cause: new Error('the reader has gone') })
    await clock.advance(100)
    expect(clock.slept).toEqual([9200])
    controller.abort(new Error('the reader has gone'))
    await ended
    await clock.advance(20_000)
    expect(source.requests).toHaveLength(1)
  })
})
