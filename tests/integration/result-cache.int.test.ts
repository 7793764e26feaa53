import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedis, type Redis } from '~server/redis/client'
import { createMemoryResultStore, createRedisResultStore } from '~server/redis/result-store'
import type { ResultStore } from '~server/similar/result-cache'
import { startRedisServer } from '../setup/redis-server'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'
import { endOfJob, makeClient, recommend } from './support/api'
import { fillCatalog, idOf } from './support/tracks'

const log = pino({ level: 'silent' })
/** On a busy machine a kept answer may take longer than it is worth to a reader; here it is what is looked at. */
const PATIENT = { TEST_RESULT_CACHE_TIMEOUT_MS: '3000' }
const clients: Redis[] = []
let test: TestRedis
beforeAll(async () => {
  test = await createTestRedis()
})
afterAll(async () => {
  for (const client of clients) client.disconnect()
  await test.close()
})

async function connect(url: string): Promise<Redis> {
  const redis = createRedis(url, log)
  clients.push(redis)
  await until('Redis', async () => redis.status === 'ready', 5000)
  return redis
}

type MakeStore = (ttlSeconds: number) => Promise<ResultStore>
const kinds: [string, MakeStore][] = [
  [
    'Redis',
    async (ttlSeconds) =>
      createRedisResultStore(await connect(test.url), log, { ttlSeconds, timeoutMs: 1000 }),
  ],
  ['memory', async (ttlSeconds) => createMemoryResultStore({ ttlSeconds, maxBytes: 1_000_000 })],
]

describe.each(kinds)('a result store in %s', (_kind, make) => {
  it('gives back what it was given, the newest of each key, and null for what it does not have', async () => {
    const store = await make(60)
    expect(await store.read('nothing')).toBeNull()
    await store.write('a', 'one')
    await store.write('b', '{"name":"Ærø \u{1f3b5}"}')
    await store.write('a', 'two')
    expect(await store.read('a')).toBe('two')
    expect(await store.read('b')).toBe('{"name":"Ærø \u{1f3b5}"}')
  })

  it('forgets after its time', async () => {
    const store = await make(3)
    await store.write('short', 'text')
    expect(await store.read('short')).toBe('text')
    await until('the end of its time', async () => (await store.read('short')) === null, 20_000)
  })

  it('takes many at once', async () => {
    const store = await make(60)
    const keys = Array.from({ length: 500 }, (_, i) => `many-${String(i)}`)
    await Promise.all(keys.map((key) => store.write(key, `text of ${key}`)))
    const texts = await Promise.all(keys.map((key) => store.read(key)))
    expect(texts).toEqual(keys.map((key) => `text of ${key}`))
  })
})

describe('a result store in memory', () => {
  it('stays within its bytes and lets go of what was not asked for longest', async () => {
    const store = createMemoryResultStore({ ttlSeconds: 60, maxBytes: 10_000 })
    for (const key of ['a', 'b', 'c']) await store.write(key, 'x'.repeat(1500))
    await store.read('a')
    await store.write('d', 'x'.repeat(1500))
    const left = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await store.read(key)) !== null))
    expect(left).toEqual([true, false, true, true])
    await store.write('too large', 'x'.repeat(20_000))
    expect(await store.read('too large')).toBeNull()
  })
})

describe('a result store in Redis', () => {
  it('refuses while Redis hangs, within its time, then at once, and answers again afterwards', async () => {
    const redis = await connect(test.url)
    const store = createRedisResultStore(redis, log, { ttlSeconds: 60, timeoutMs: 500 })
    await store.write('kept', 'text')
    const asks = redis.get.bind(redis)
    let asked = 0
    redis.get = (...args: Parameters<typeof asks>) => {
      asked++
      return asked === 1 ? new Promise<null>(() => undefined) : asks(...args)
    }
    await expect(store.read('kept')).rejects.toThrow('500 ms')
    await expect(store.read('kept')).rejects.toThrow('left alone')
    expect(asked).toBe(1)
    await until('the rest to end', async () => (await store.read('kept').catch(() => null)) === 'text', 5000)
  })
})

/** The counts of /metrics. */
async function readCounts(server: TestServer) {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const count = (outcome: string) =>
    Number(new RegExp(`^segue_result_cache_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(text)?.[1])
  return { hits: count('hit'), misses: count('miss'), fallbacks: count('fallback'), text }
}

describe.each(['Redis', 'memory'])('a server that keeps answers in %s', (kind) => {
  let database: TestDatabase
  let server: TestServer
  beforeAll(async () => {
    database = await createTestDatabase()
    await fillCatalog(database.sql, 0, 60)
    const env: Record<string, string> = kind === 'Redis' ? { REDIS_URL: test.url, ...PATIENT } : {}
    server = await startTestServer({ databaseUrl: database.url, env: { SANDBOX_TRACKS: '0', ...env } })
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })
  const link = `spotify:track:${idOf(3)}`

  it('answers the same question again from what is kept, word for word', async () => {
    const first = await recommend(server, link)
    const before = await readCounts(server)
    expect(await recommend(server, link)).toEqual(first)
    const after = await readCounts(server)
    expect([after.hits - before.hits, after.misses - before.misses]).toEqual([1, 0])
    expect(after.text).toMatch(/^segue_result_cache_hit_ratio 0\.5$/m)
    await recommend(server, link, 5)
    expect((await readCounts(server)).misses - after.misses).toBe(1)
  })

  it('computes anew after a rebuild, and after a track that came', async () => {
    const client = makeClient(server)
    await recommend(server, link)
    const first = await readCounts(server)
    expect(await endOfJob(client, (await client.index.rebuild.mutate()).id)).toMatchObject({ state: 'done' })
    const { indexVersion } = await recommend(server, link)
    expect(indexVersion).toBe(2)
    const second = await readCounts(server)
    expect([second.hits - first.hits, second.misses - first.misses]).toEqual([0, 1])

    await fillCatalog(database.sql, 60, 61)
    await until('the new track', async () => (await client.index.status.query()).live === 61)
    expect((await recommend(server, link)).catalogSize).toBe(61)
    const third = await readCounts(server)
    expect([third.hits - second.hits, third.misses - second.misses]).toEqual([0, 1])
  })
})

describe('a server whose Redis goes away', () => {
  it('answers as before, and keeps answers again when it is back', async () => {
    const database = await createTestDatabase()
    await fillCatalog(database.sql, 0, 40)
    const redis = await startRedisServer()
    const env = { SANDBOX_TRACKS: '0', REDIS_URL: redis.url, ...PATIENT }
    const server = await startTestServer({ databaseUrl: database.url, env })
    try {
      const link = `spotify:track:${idOf(7)}`
      const before = await recommend(server, link)
      await redis.stop()
      expect(await recommend(server, link)).toEqual(before)
      expect(await recommend(server, link)).toEqual(before)
      expect((await readCounts(server)).fallbacks).toBe(2)

      const back = await startRedisServer(Number(new URL(redis.url).port))
      try {
        await until('a kept answer', async () => {
          await recommend(server, link)
          await sleep(100)
          return (await readCounts(server)).hits > 0
        })
      } finally {
        await back.stop()
      }
    } finally {
      await server.stop()
      await database.drop()
    }
  })
})
