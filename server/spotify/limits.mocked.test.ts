import { beforeEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import { createMemoryResultStore } from '../redis/result-store'
import { createLimits } from './limits'
import { createQuotaStops } from './quota-stops'
import { createClock, type Clock } from '../outgoing/testing/clock'

const held = vi.hoisted(() => ({ clock: null as Clock | null }))
vi.mock('node:timers/promises', () => ({
  setTimeout: (...args: Parameters<Clock['sleep']>) => held.clock?.sleep(...args),
}))
let clock: Clock
beforeEach(() => {
  clock = createClock()
  held.clock = clock
})

type Options = Partial<Parameters<typeof createLimits>[0]>
const make = (options: Options = {}) =>
  createLimits({ perSecond: 100, perDay: 0, concurrency: 4, now: () => clock.now(), ...options })
const fails = (error: Error) => () => Promise.reject(error)
const works = () => Promise.resolve('answer')
const quota = (retryAfterSeconds?: number) =>
  new DomainError('SPOTIFY_QUOTA_EXCEEDED', 'x', retryAfterSeconds ? { retryAfterSeconds } : {})

describe('what stands before every call', () => {
  it('stops a group whose quota is used up, tells until when, and lets the other groups go on', async () => {
    const limits = make()
    await expect(limits.run('search', fails(quota(86_207)))).rejects.toMatchObject({
      message: 'Spotify’s quota of this app for “search” is used up until 1970-01-01 23:56 UTC.',
      retryAfterSeconds: 86_207,
    })
    const asked = vi.fn(works)
    await clock.advance(7000)
    await expect(limits.run('search', asked)).rejects.toMatchObject({
      code: 'SPOTIFY_QUOTA_EXCEEDED',
      retryAfterSeconds: 86_200,
    })
    expect(asked).not.toHaveBeenCalled()
    expect(await limits.resting()).toMatchObject([{ group: 'search', until: 86_207_000 }])
    await expect(limits.run('playlists', works)).resolves.toBe('answer')
    await clock.advance(86_200_000)
    await expect(limits.run('search', works)).resolves.toBe('answer')
  })

  it('asks again after an hour where Spotify does not say when the quota ends', async () => {
    const limits = make()
    await expect(limits.run('me', fails(quota()))).rejects.toMatchObject({ retryAfterSeconds: 3600 })
    await clock.advance(3_600_000)
    await expect(limits.run('me', works)).resolves.toBe('answer')
  })

  it('knows of a used-up quota after a restart, and goes on where what it wrote is lost', async () => {
    const store = createMemoryResultStore({ ttlSeconds: 1000, maxBytes: 10_000 })
    const stops = createQuotaStops(store, 'app', () => clock.now())
    await expect(make({ stops }).run('tracks', fails(quota(500)))).rejects.toThrow('used up')
    await expect(make({ stops }).run('tracks', works)).rejects.toMatchObject({
      code: 'SPOTIFY_QUOTA_EXCEEDED',
      retryAfterSeconds: 500,
    })
    const away = () => Promise.reject(new Error('away'))
    const broken = { read: away, write: away, readPause: away, writePause: away }
    await expect(make({ stops: broken }).run('tracks', works)).resolves.toBe('answer')
  })

  it('leaves a group alone that does not answer, and tries it again later', async () => {
    const limits = make()
    const away = new DomainError('SPOTIFY_UNREACHABLE', 'Spotify does not answer.')
    for (let i = 0; i < 8; i++) await expect(limits.run('tracks', fails(away))).rejects.toBe(away)
    const asked = vi.fn(works)
    await expect(limits.run('tracks', asked)).rejects.toMatchObject({
      code: 'SPOTIFY_UNREACHABLE',
      retryAfterSeconds: 30,
    })
    expect(asked).not.toHaveBeenCalled()
    await clock.advance(30_000)
    await expect(limits.run('tracks', asked)).resolves.toBe('answer')
  })

  it('does not take an answer, a caller who left or a bug for a failure of Spotify', async () => {
    const limits = make()
    for (let i = 0; i < 20; i++) {
      for (const error of [new DomainError('SPOTIFY_FORBIDDEN', 'no'), new Error('gone')]) {
        await expect(limits.run('audio', fails(error))).rejects.toBe(error)
      }
      await clock.advance(1000)
    }
    await expect(limits.run('audio', works)).resolves.toBe('answer')
  })

  it('allows itself so many calls of a group in 24 hours, for a single group more or fewer', async () => {
    const limits = make({ perDay: 3, groups: { search: { perSecond: 100, perDay: 1 } } })
    for (let i = 0; i < 3; i++) await limits.run('tracks', works)
    await expect(limits.run('tracks', works)).rejects.toMatchObject({
      code: 'SPOTIFY_BUDGET_SPENT',
      message: expect.stringContaining('“tracks”') as unknown,
      retryAfterSeconds: 24.5 * 3600,
    })
    await limits.run('search', works)
    await expect(limits.run('search', works)).rejects.toMatchObject({ code: 'SPOTIFY_BUDGET_SPENT' })
  })

  it('starts calls of a group at its own rate, and none while all are to pause', async () => {
    const limits = make({ groups: { search: { perSecond: 1, perDay: 0 } } })
    const at: number[] = []
    for (let i = 0; i < 3; i++) void limits.run('search', async () => at.push(clock.now()))
    await clock.advance(5000)
    expect(at).toEqual([0, 1000, 2000])
    limits.pause(7000)
    for (let i = 0; i < 2; i++) void limits.run('tracks', async () => at.push(clock.now()))
    await clock.advance(20_000)
    expect(at.slice(3)).toEqual([12_000, 12_010])
  })
})
