import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedis, type Redis } from '~server/redis/client'
import { createRedisLocks } from '~server/redis/locks'
import { createPostgresLocks } from '~server/postgres/locks'
import type { Locks } from '~server/catalog/ports'
import { createFences } from '~server/catalog/testing/fakes'
import { findFreePort } from '../setup/ports'
import { startRedisServer } from '../setup/redis-server'
import { until } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'

const log = pino({ level: 'silent' })
const LOCK_MS = 2000
/** Longer than a lock lives without being extended. */
const LONG_MS = 3500
const drawFence = createFences()
const lock = (redis: Redis): Locks => createRedisLocks(redis, log, { drawFence, lockMs: LOCK_MS })

let test: TestRedis
let database: TestDatabase
const clients: Redis[] = []
const sessions: ReturnType<typeof createPostgresLocks>[] = []
beforeAll(async () => {
  ;[test, database] = await Promise.all([createTestRedis(), createTestDatabase({ empty: true })])
})
afterAll(async () => {
  for (const client of clients) client.disconnect()
  for (const session of sessions) await session.close()
  await Promise.all([test.close(), database.drop()])
})

function openSession(): Locks {
  const locks = createPostgresLocks(database.url, { drawFence, lockMs: LOCK_MS })
  sessions.push(locks)
  return locks
}

async function connect(url = test.url): Promise<Redis> {
  const redis = createRedis(url, log)
  clients.push(redis)
  await until('Redis', async () => redis.status === 'ready', 5000)
  return redis
}

/** Work that lasts until the test ends it. */
function makeWork() {
  let begin = () => {}
  let end = () => {}
  const began = new Promise<void>((resolve) => (begin = resolve))
  const over = new Promise<void>((resolve) => (end = resolve))
  const work = () => {
    begin()
    return over
  }
  return { work, began, end }
}

/** Two holders of one port: two processes on one Redis, or on one database. */
const kinds: [string, () => Promise<[Locks, Locks]>][] = [
  ['Redis', async () => [lock(await connect()), lock(await connect())]],
  ['Postgres', () => Promise.resolve([openSession(), openSession()])],
]

describe.concurrent.each(kinds)('locks in %s', (kind, make) => {
  const name = (what: string) => `${kind} ${what}`

  it('give back what the work gave', async ({ expect }) => {
    const [locks] = await make()
    expect(await locks.using(name('a'), async () => 42)).toBe(42)
  })

  it('let one in at a time and tell the others at once', async ({ expect }) => {
    const [one, two] = await make()
    const { work, began, end } = makeWork()
    const held = one.using(name('b'), work)
    await began
    await expect(two.using(name('b'), async () => 'in')).rejects.toMatchObject({
      code: 'LOCKED',
      status: 409,
    })
    expect(await two.using(name('another'), async () => 'in')).toBe('in')
    end()
    await held
    expect(await two.using(name('b'), async () => 'in')).toBe('in')
  })

  it('let one of many in', async ({ expect }) => {
    const [one, two] = await make()
    const MANY = 10
    const { work, end } = makeWork()
    let inside = 0
    let refused = 0
    const enter = () => {
      inside++
      return work()
    }
    const asked = Array.from({ length: MANY }, (_, i) =>
      (i % 2 ? one : two).using(name('c'), enter).catch(() => {
        refused++
      }),
    )
    await until('each to be let in or refused', async () => inside + refused === MANY)
    expect([inside, refused]).toEqual([1, MANY - 1])
    end()
    await Promise.all(asked)
  })

  it('are free again after work that throws, and pass on what it threw', async ({ expect }) => {
    const [one, two] = await make()
    await expect(one.using(name('d'), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await two.using(name('d'), async () => 'in')).toBe('in')
  })

  it('are held for as long as the work takes', async ({ expect }) => {
    const [one, two] = await make()
    const { work, began, end } = makeWork()
    let aborted = false
    const held = one.using(name('e'), async ({ signal }) => {
      await work()
      aborted = signal.aborted
    })
    await began
    await sleep(LONG_MS)
    await expect(two.using(name('e'), async () => 'in')).rejects.toMatchObject({ code: 'LOCKED' })
    end()
    await held
    expect(aborted).toBe(false)
    expect(await two.using(name('e'), async () => 'in')).toBe('in')
  })
})

describe('locks in Postgres', () => {
  const cutSessions = () => database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'segue locks' and datname = current_database()`

  it('are taken once by one process, which may ask for one twice', async () => {
    const locks = openSession()
    const { work, began, end } = makeWork()
    const held = locks.using('twice', work)
    await began
    await expect(locks.using('twice', async () => 'in')).rejects.toMatchObject({ code: 'LOCKED' })
    end()
    await held
    expect(await locks.using('twice', async () => 'in')).toBe('in')
  })

  it('are lost with their connection: the work is told and ends so, and another one may begin', async () => {
    const locks = openSession()
    const { work, began } = makeWork()
    const held = locks.using('cut', async ({ signal }) => {
      void work()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      signal.throwIfAborted()
    })
    const lost = expect(held).rejects.toMatchObject({ code: 'LOCK_LOST', status: 503 })
    await began
    await cutSessions()
    await lost
    expect(await openSession().using('cut', async () => 'in')).toBe('in')
    expect(await locks.using('cut', async () => 'in')).toBe('in')
  })

  it('leave no connection behind when nobody holds one', async () => {
    await openSession().using('for a moment', async () => undefined)
    await until('the connections to end', async () => {
      const rows = await database.sql`
        select from pg_stat_activity where application_name = 'segue locks' and datname = current_database()`
      return rows.length === 0
    })
  })
})

describe('locks in Redis', () => {
  it('say that Redis is not reachable where it is not, at once', async () => {
    const redis = createRedis(`redis://127.0.0.1:${await findFreePort()}`, log)
    clients.push(redis)
    const startedAt = Date.now()
    await expect(lock(redis).using('x', async () => 1)).rejects.toMatchObject({
      code: 'REDIS_UNREACHABLE',
      status: 503,
    })
    expect(Date.now() - startedAt).toBeLessThan(4000)
  })

  it('work again by themselves when Redis is back, and the work that went on meanwhile is not lost', async () => {
    let server = await startRedisServer()
    const redis = await connect(server.url)
    const locks = lock(redis)
    const outcome = await locks.using('during an outage', async () => {
      await server.stop()
      return 'all stored'
    })
    expect(outcome).toBe('all stored')
    await expect(locks.using('x', async () => 1)).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE' })
    server = await startRedisServer(Number(new URL(server.url).port))
    try {
      await until('the connection', async () => redis.status === 'ready', 10_000)
      expect(await locks.using('x', async () => 1)).toBe(1)
    } finally {
      await server.stop()
    }
  })

  it('are lost with Redis: the work is told, ends so, and the rest of the process gets its turns meanwhile', async () => {
    const server = await startRedisServer()
    const locks = lock(await connect(server.url))
    let turns = 0
    const clock = setInterval(() => turns++, LOCK_MS / 40)
    const work = locks.using('when Redis goes away', async ({ signal }) => {
      await server.stop()
      turns = 0
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      signal.throwIfAborted()
    })
    await expect(work).rejects.toMatchObject({ code: 'LOCK_LOST', status: 503 })
    clearInterval(clock)
    // Until the lock ends there is time for 40.
    expect(turns).toBeGreaterThan(10)
  })

  it('end with a holder that died', { timeout: 20_000 }, async () => {
    const redis = await connect()
    await redis.set('segue:lock:orphan', 'a holder that died', 'PX', 3000)
    const locks = lock(redis)
    await expect(locks.using('orphan', async () => 1)).rejects.toMatchObject({ code: 'LOCKED' })
    await until('the lock to end', async () => locks.using('orphan', async () => true).catch(() => false))
  })
})
