import { describe, expect, it } from 'vitest'

import type { Fault } from './faults'
import { createSandbox } from './index'
import { appToken, get } from './testing/client'

async function answerUnder(fault: Fault) {
  const sandbox = createSandbox({ tracks: 50 })
  const token = await appToken(sandbox)
  sandbox.inject({ group: 'tracks', times: 1, fault })
  const request = () =>
    new Request(`http://127.0.0.1/v1/tracks/${sandbox.catalogue.trackIds()[0] ?? ''}`, {
      headers: { authorization: `Bearer ${token}` },
    })
  return { response: await sandbox.handle(request()), again: await sandbox.handle(request()) }
}

describe('a fault', () => {
  it('of the rate limit has the documented body, with or without Retry-After', async () => {
    const { response, again } = await answerUnder({ kind: 'rate-limit', retryAfter: 3 })
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3'])
    expect(await response.json()).toEqual({ error: { status: 429, message: 'API rate limit exceeded' } })
    expect(again.status).toBe(200)
    expect((await answerUnder({ kind: 'rate-limit' })).response.headers.has('retry-after')).toBe(false)
  })

  it('of the quota names it', async () => {
    const { response } = await answerUnder({ kind: 'quota', retryAfter: 86_207 })
    expect(response.headers.get('retry-after')).toBe('86207')
    expect(await response.json()).toEqual({
      error: { status: 429, message: 'Too many requests', reason: 'QUOTA_EXCEEDED' },
    })
  })

  it('can be an empty 429, a 503, an expired token or a page of HTML', async () => {
    const silent = (await answerUnder({ kind: 'silent-429' })).response
    expect([silent.status, await silent.text()]).toEqual([429, ''])
    expect((await answerUnder({ kind: 'error', status: 503 })).response.status).toBe(503)
    expect(await (await answerUnder({ kind: 'expired-token' })).response.json()).toEqual({
      error: { status: 401, message: 'The access token expired' },
    })
    expect(await (await answerUnder({ kind: 'html' })).response.text()).toMatch(/^<!doctype html>/)
  })

  it('can be slow, and ends early when the caller leaves', async () => {
    const before = performance.now()
    expect((await answerUnder({ kind: 'slow', milliseconds: 60 })).response.status).toBe(200)
    expect(performance.now() - before).toBeGreaterThanOrEqual(55)
    const sandbox = createSandbox({
      tracks: 1,
      faults: { next: [{ times: 1, fault: { kind: 'slow', milliseconds: 50_000 } }] },
    })
    await expect(sandbox.handle(new Request('http://127.0.0.1/'), AbortSignal.timeout(20))).rejects.toThrow(
      /abort/i,
    )
  })

  it('can break the body in the middle', async () => {
    const { response } = await answerUnder({ kind: 'truncated' })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('The connection was closed.')
  })

  it('comes in the share asked for, the same every time', async () => {
    const count = async (): Promise<number> => {
      const sandbox = createSandbox({
        tracks: 50,
        faults: { seed: 7, rates: [{ group: 'tracks', share: 0.1, fault: { kind: 'error', status: 502 } }] },
      })
      const token = await appToken(sandbox)
      const path = `/tracks/${sandbox.catalogue.trackIds()[0] ?? ''}`
      const answers = await Promise.all(Array.from({ length: 400 }, () => get(sandbox, token, path)))
      return answers.filter(({ status }) => status === 502).length
    }
    const failed = await count()
    expect(failed).toBeGreaterThan(20)
    expect(failed).toBeLessThan(65)
    expect(await count()).toBe(failed)
  })
})

describe('options', () => {
  it.each([-1, 1.5, 1_000_001, NaN])('refuse %d tracks with a sentence', (tracks) => {
    expect(() => createSandbox({ tracks })).toThrow(/whole number of tracks from 0 to 1000000/)
  })
})
