import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRedis, type Redis } from '~server/redis/client'
import { createRedisResultStore } from '~server/redis/result-store'
import { createSharedCounts } from '~server/redis/shared-counts'
import { createSharedPace } from '~server/redis/shared-pace'
import { createSandbox, SANDBOX_CLIENT, startSandboxServer, type SandboxServer } from '~server/sandbox'
import { DomainError } from '~server/domain/errors'
import { createLimits } from '~server/spotify/limits'
import { createQuotaStops } from '~server/spotify/quota-stops'
import { createSharedNumbers } from '~server/postgres/shared-numbers.repository'
import { startRedisServer } from '../setup/redis-server'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'
import { makeClient } from './support/api'
import { fillCatalog } from './support/tracks'

const log = pino({ level: 'silent' })
const clients: Redis[] = []
let test: TestRedis
beforeAll(async () => {
  test = await createTestRedis()
})
afterAll(async () => {
  for (const client of clients) client.disconnect()
  await test.close()
})
afterEach(() => test.redis.flushdb())

async function connect(url: string): Promise<Redis> {
  const redis = createRedis(url, log)
  clients.push(redis)
  await until('Redis', async () => redis.status === 'ready', 5000)
  return redis
}

type Wanted = { perSecond?: number; perDay?: number; onWait?: (ms: number) => () => void }

/** The limits of one process, as the container wires them. */
async function openLimits(url: string, { perSecond = 1000, perDay = 0, onWait }: Wanted) {
  const redis = await connect(url)
  const counts = createSharedCounts(redis, log, { timeoutMs: 500 })
  const store = createRedisResultStore(redis, log, { ttlSeconds: 60, timeoutMs: 500 })
  return createLimits({
    ...{ perSecond, perDay, concurrency: 4, ...(onWait && { onWait }) },
    stops: createQuotaStops(store, 'app'),
    shared: {
      ...{ counts, key: 'app' },
      paceOf: (name, rate) => createSharedPace(counts, { key: `app:${name}`, perSecond: rate }),
    },
  })
}
const works = () => Promise.resolve('answer')
const codeOf = (error: unknown) => (error instanceof DomainError ? error.code : String(error))

describe('limits of two processes on one Redis', () => {
  it('hold the budget of a day together, also after one of them was started anew', async () => {
    const both = await Promise.all([
      openLimits(test.url, { perDay: 30 }),
      openLimits(test.url, { perDay: 30 }),
    ])
    const ends = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => both[i % 2]?.run('tracks', works).catch(codeOf)),
    )
    expect(ends.filter((end) => end === 'answer')).toHaveLength(30)
    expect(new Set(ends)).toEqual(new Set(['answer', 'SPOTIFY_BUDGET_SPENT']))
    const anew = await openLimits(test.url, { perDay: 30 })
    await expect(anew.run('tracks', works)).rejects.toMatchObject({ code: 'SPOTIFY_BUDGET_SPENT' })
    await expect(anew.run('search', works)).resolves.toBe('answer')
  })

  it('applySignal a quota and a pause that the other was told of', async () => {
    const [one, two] = await Promise.all([openLimits(test.url, {}), openLimits(test.url, {})])
    expect(await two.run('search', works)).toBe('answer')
    const used = new DomainError('SPOTIFY_QUOTA_EXCEEDED', 'used up', { retryAfterSeconds: 600 })
    await one.run('search', () => Promise.reject(used)).catch(codeOf)
    await until('the other to know', async () => (await two.resting()).length === 1, 5000)
    await expect(two.run('search', works)).rejects.toMatchObject({ code: 'SPOTIFY_QUOTA_EXCEEDED' })
    expect(await two.run('tracks', works)).toBe('answer')

    one.pause(60_000)
    await until('the pause to be known', async () => (await test.redis.keys('*pause')).length === 1, 5000)
    const left = new AbortController()
    const waits: number[] = []
    const three = await openLimits(test.url, {
      onWait: (ms) => {
        waits.push(ms)
        left.abort()
        return () => undefined
      },
    })
    const asked = vi.fn(works)
    await expect(three.run('tracks', asked, left.signal)).rejects.toThrow()
    expect(waits[0]).toBeGreaterThan(1000)
    expect(asked).not.toHaveBeenCalled()
  })

  it('keep one pace: each window of a second has its turns, and no more', async () => {
    const both = await Promise.all([
      openLimits(test.url, { perSecond: 5 }),
      openLimits(test.url, { perSecond: 5 }),
    ])
    const windows = new Map<number, number>()
    const note = () => {
      const window = Math.floor(Date.now() / 1000)
      windows.set(window, (windows.get(window) ?? 0) + 1)
      return Promise.resolve()
    }
    await Promise.all(Array.from({ length: 16 }, async (_, i) => both[i % 2]?.run('tracks', note)))
    expect(windows.size).toBeGreaterThanOrEqual(3)
  })

  it('go on by themselves when Redis goes away in the middle, each within its own budget', async () => {
    const server = await startRedisServer()
    const [one, two] = await Promise.all([
      openLimits(server.url, { perDay: 10 }),
      openLimits(server.url, { perDay: 10 }),
    ])
    for (let i = 0; i < 4; i++) await one.run('tracks', works)
    await server.stop('SIGKILL')
    const ends: unknown[] = []
    for (let i = 0; i < 12; i++) ends.push(await one.run('tracks', works).catch(codeOf))
    expect(ends).toEqual([
      ...Array<string>(6).fill('answer'),
      ...Array<string>(6).fill('SPOTIFY_BUDGET_SPENT'),
    ])
    for (let i = 0; i < 10; i++) expect(await two.run('tracks', works)).toBe('answer')
    await expect(two.run('tracks', works)).rejects.toMatchObject({ code: 'SPOTIFY_BUDGET_SPENT' })
  })
})

describe('limits of two processes on one database, without Redis', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  function openLimitsThere({ perSecond = 1000, perDay = 0 }: Wanted) {
    const { counts, ...stops } = createSharedNumbers(database.sql)
    return createLimits({
      ...{ perSecond, perDay, concurrency: 4, stops: createQuotaStops(stops, 'app') },
      shared: {
        ...{ counts, key: 'app' },
        paceOf: (name, rate) => createSharedPace(counts, { key: `app:${name}`, perSecond: rate }),
      },
    })
  }

  it('hold the budget of a day together, also after one of them was started anew', async () => {
    const both = [openLimitsThere({ perDay: 30 }), openLimitsThere({ perDay: 30 })]
    const ends = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => both[i % 2]?.run('tracks', works).catch(codeOf)),
    )
    expect(ends.filter((end) => end === 'answer')).toHaveLength(30)
    const anew = openLimitsThere({ perDay: 30 })
    await expect(anew.run('tracks', works)).rejects.toMatchObject({ code: 'SPOTIFY_BUDGET_SPENT' })
    await expect(anew.run('search', works)).resolves.toBe('answer')
  })

  it('apply a quota that the other was told of', async () => {
    const [one, two] = [openLimitsThere({}), openLimitsThere({})]
    const used = new DomainError('SPOTIFY_QUOTA_EXCEEDED', 'used up', { retryAfterSeconds: 600 })
    await one.run('search', () => Promise.reject(used)).catch(codeOf)
    await until('the other to know', async () => (await two.resting()).length === 1, 5000)
    await expect(two.run('search', works)).rejects.toMatchObject({ code: 'SPOTIFY_QUOTA_EXCEEDED' })
    expect(await two.run('tracks', works)).toBe('answer')
  })

  it('forget what has expired, and begin it anew', async () => {
    const { counts, read, write, forgetOld } = createSharedNumbers(database.sql)
    expect(await counts.add('a', 2, 600)).toEqual([2])
    expect(await counts.add('a', 3, 0, ['b'])).toEqual([5, 0])
    expect(await counts.add('a', 1, 600, ['b'])).toEqual([1, 0])
    await write('over', '7', 0)
    expect(await read('over')).toBeNull()
    expect(await forgetOld()).toBeGreaterThan(0)
    expect(await read('a')).toBe('1')
  })
})

describe('two processes of an instance', { timeout: 120_000 }, () => {
  const sandbox = createSandbox({ tracks: 100, playlists: 2 })
  const asked: string[] = []
  let database: TestDatabase
  let spotify: SandboxServer
  const running: TestServer[] = []

  beforeAll(async () => {
    database = await createTestDatabase()
    await fillCatalog(database.sql, 0, 20)
    const handle = (request: Request) => {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/v1/tracks')) asked.push(pathname)
      return sandbox.handle(request)
    }
    spotify = await startSandboxServer({ ...sandbox, handle }, { host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await Promise.all(running.map((server) => server.stop()))
    await spotify.close()
    await database.drop()
  })

  it('ask Spotify no more often in a day than the operator allows them together', async () => {
    for (const role of ['web', 'all']) {
      running.push(
        await startTestServer({
          databaseUrl: database.url,
          env: {
            ROLE: role,
            REDIS_URL: test.url,
            SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
            SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
            SPOTIFY_ACCOUNTS_URL: `${spotify.url}/accounts`,
            SPOTIFY_API_URL: `${spotify.url}/v1`,
            SPOTIFY_REQUESTS_PER_SECOND: '500',
            SPOTIFY_GROUP_LIMITS: 'tracks=500/7',
            TEST_RESULT_CACHE_TIMEOUT_MS: '1000',
            FEATURE_SOURCES: 'spotify',
            EVALUATE_AFTER_BUILD: 'false',
          },
        }),
      )
    }
    const refusals: string[] = []
    for (const [i, id] of sandbox.catalogue.trackIds(0, 16).entries()) {
      const server = running[i % 2]
      if (!server) throw new Error('there are two')
      await makeClient(server)
        .link.open.mutate({ url: `spotify:track:${id}` })
        .catch((error: unknown) => refusals.push(String(error)))
    }
    expect(asked, refusals.join('; ')).toHaveLength(7)
    expect(refusals).toHaveLength(9)
    for (const refusal of refusals) expect(refusal).toContain('as many calls of Spotify’s “tracks” today')
  })
})
