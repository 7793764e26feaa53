import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSql, type Sql } from '~db/client'
import { formatPosition, type JobEvent } from '~server/domain/job-event'
import { createRedis, type Redis } from '~server/redis/client'
import { createRedisProgressLog } from '~server/redis/progress-log'
import { createJobEventsRepository } from '~server/jobs/job-events.repository'
import type { ProgressLog } from '~server/catalog/ports'
import { createLogger } from '~server/observability/logger'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'
import { makeClient, readError } from './support/api'
import { readEventStream, toWatchUrl, type Message } from './support/event-stream'

/** A house: a server, its database, and the log that its jobs write. */
type House = { server: TestServer; sql: Sql; log: ProgressLog; stop: () => Promise<void> }

async function openHouse(withRedis: boolean): Promise<House> {
  const database: TestDatabase = await createTestDatabase()
  const test: TestRedis | null = withRedis ? await createTestRedis() : null
  const server = await startTestServer({
    databaseUrl: database.url,
    env: { SANDBOX_TRACKS: '0', TEST_WATCH_MAX_PER_ADDRESS: '6', ...(test ? { REDIS_URL: test.url } : {}) },
  })
  const sql = createSql(database.url, { max: 2 })
  const redis: Redis | null = test ? createRedis(test.url, createLogger({ level: 'silent' })) : null
  await until('Redis', async () => redis === null || redis.status === 'ready')
  const options = { maxEvents: 1000, keepHours: 1 }
  return {
    server,
    sql,
    log: redis ? createRedisProgressLog(redis, options) : createJobEventsRepository(sql, options),
    stop: async () => {
      await server.stop()
      redis?.disconnect()
      await sql.end()
      await test?.close()
      await database.drop()
    },
  }
}

/** A job that no process works on: what happens to it, the test does. */
async function addJob({ sql }: House): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into jobs (kind, subject, state, started_at, heartbeat_at)
    values ('ingest-playlist', gen_random_uuid(), 'running', now(), now() + interval '1 day') returning id`
  return row?.id ?? ''
}

const finish = ({ sql }: House, id: string) =>
  sql`update jobs set state = 'done', stage = 'done', finished_at = now() where id = ${id}`

const toEvent = (done: number): JobEvent => ({
  at: new Date().toISOString(),
  state: 'running',
  stage: 'reading tracks',
  done,
  total: null,
  rate: null,
  etaSeconds: null,
  waiting: null,
  failures: [],
})

const watchUrl = ({ server }: House, id: string, lastEventId?: string) =>
  toWatchUrl(server.url, id, lastEventId)

/** Watches to the end; `cut` says after how many events of a connection it is cut off, each time anew. `messages` has those so far. */
async function watchToEnd(
  house: House,
  id: string,
  cut: () => number,
  start: string | null = null,
  messages: Message[] = [],
) {
  let last = start
  let connections = 0
  for (let ended = false; !ended; connections++) {
    let left = cut()
    ended = await readEventStream(watchUrl(house, id), last, (message) => {
      messages.push(message)
      last = message.id
      return --left <= 0
    })
  }
  return { messages, connections }
}

const never = () => Infinity

/** Waits until so many messages have come to each. */
const haveCome = (count: number, ...watchers: Message[][]) =>
  until('the messages', () => Promise.resolve(watchers.every(({ length }) => length >= count)))

/** A way to the server that breaks after so many bytes of its answers, wherever in an event that is. */
async function openBreakingWay(server: TestServer, nextBytes: () => number) {
  const { hostname, port } = new URL(server.url)
  const way = createServer((near) => {
    const far = connect(Number(port), hostname)
    let left = nextBytes()
    const end = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    near.on('data', (chunk) => far.write(chunk))
    far.on('data', (chunk) => {
      near.write(chunk.subarray(0, left), () => {
        if (left <= 0) end()
      })
      left -= chunk.length
    })
  })
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve))
  const { port: at } = way.address() as AddressInfo
  return { url: `http://127.0.0.1:${String(at)}`, close: () => new Promise((resolve) => way.close(resolve)) }
}

/** Mulberry32, so that a failure can be seen again. */
function createRandom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

describe.each([
  ['Redis', true],
  ['Postgres alone', false],
])('watching a job, with %s', (name, withRedis) => {
  let house: House
  beforeAll(async () => {
    house = await openHouse(withRedis)
  }, 120_000)
  afterAll(async () => {
    await house.stop()
  })

  it('misses no event and gets none twice, however often the connection is cut', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const random = createRandom(seed)
    const id = await addJob(house)
    // Who comes before there is an event is told of the job as it stands, which is no event.
    const ids = [await house.log.append(id, toEvent(1))]
    const watching = [
      watchToEnd(house, id, () => 1 + Math.floor(random() * 5), '0'),
      watchToEnd(house, id, () => 1 + Math.floor(random() * 40), '0'),
      watchToEnd(house, id, never, '0'),
    ]
    for (let i = 2; i <= 200; i++) {
      ids.push(await house.log.append(id, toEvent(i)))
      if (random() < 0.3) await sleep(random() * 20)
    }
    await finish(house, id)
    for (const { messages, connections } of await Promise.all(watching)) {
      const told = messages.filter(({ event }) => event.state === 'running')
      const context = `seed ${seed}, ${connections} connections`
      expect(
        told.map((message) => message.id),
        context,
      ).toEqual(ids.map((after) => formatPosition({ after, state: 'running' })))
      expect(
        told.map(({ event }) => event.done),
        context,
      ).toEqual(ids.map((_, i) => i + 1))
      expect(messages.at(-1)?.event.state, context).toBe('done')
    }
  })

  it('misses no event and gets none twice where the connection breaks in the middle of one', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const random = createRandom(seed)
    const way = await openBreakingWay(house.server, () => 1200 + Math.floor(random() * 2500))
    const id = await addJob(house)
    const broken = { ...house, server: { ...house.server, url: way.url } }
    const ids = [await house.log.append(id, toEvent(1))]
    const messages: Message[] = []
    let breaks = 0
    const reading = (async () => {
      for (let ended = false; !ended; breaks++) {
        ended = await readEventStream(watchUrl(broken, id), messages.at(-1)?.id ?? '0', (message) => {
          messages.push(message)
          return false
        }).catch(() => false)
      }
    })()
    for (let i = 2; i <= 150; i++) {
      ids.push(await house.log.append(id, toEvent(i)))
      if (random() < 0.2) await sleep(random() * 20)
    }
    await finish(house, id)
    await reading
    await way.close()
    const context = `seed ${seed}, ${breaks} connections`
    expect(
      messages.filter(({ event }) => event.state === 'running').map((message) => message.id),
      context,
    ).toEqual(ids.map((after) => formatPosition({ after, state: 'running' })))
    expect(messages.at(-1)?.event.state, context).toBe('done')
    expect(breaks, context).toBeGreaterThan(5)
  })

  it('tells two watchers the same, at most half a second late as a rule', async () => {
    const id = await addJob(house)
    const told: Message[][] = [[], []]
    const watching = told.map((messages) => watchToEnd(house, id, never, null, messages))
    await haveCome(1, ...told)
    for (let i = 1; i <= 40; i++) {
      await house.log.append(id, toEvent(i))
      await sleep(25)
    }
    await finish(house, id)
    const [one, two] = await Promise.all(watching)
    const withoutTime = (messages: Message[] = []) =>
      messages.map((message) => ({ id: message.id, state: message.event.state, done: message.event.done }))
    expect(withoutTime(one?.messages)).toEqual(withoutTime(two?.messages))
    expect(one?.messages).toHaveLength(42)
    const late = (one?.messages ?? [])
      .filter(({ event }) => event.state === 'running' && event.done > 0)
      .map(({ event, receivedAt }) => receivedAt - Date.parse(event.at))
      .sort((a, b) => a - b)
    process.stdout.write(
      `events of a job, ${name}: median ${String(late[Math.floor(late.length / 2)])} ms, most ${String(late.at(-1))} ms\n`,
    )
  })

  it('begins with the job as it stands, and ends at once where it is over', async () => {
    const id = await addJob(house)
    await finish(house, id)
    const { messages, connections } = await watchToEnd(house, id, never)
    expect(connections).toBe(1)
    expect(messages.map(({ event }) => [event.state, event.stage])).toEqual([['done', 'done']])
  })

  it('answers what is no longer kept with the job as it stands', async () => {
    const id = await addJob(house)
    const first = await house.log.append(id, toEvent(1))
    await house.log.append(id, toEvent(2))
    const lost = withRedis ? '1-1' : '900'
    const messages: Message[] = []
    const watching = watchToEnd(house, id, never, `${lost}.running`, messages)
    await haveCome(1, messages)
    const last = await house.log.append(id, toEvent(3))
    await haveCome(2, messages)
    await finish(house, id)
    await watching
    expect(messages.map(({ event }) => [event.state, event.done])).toEqual([
      ['running', 0],
      ['running', 3],
      ['done', 0],
    ])
    expect(messages[1]?.id).toBe(`${last}.running`)
    expect(first).not.toBe(last)
  })

  it('tells of a job whose process wrote no more events', async () => {
    const id = await addJob(house)
    await house.log.append(id, toEvent(7))
    const watching = watchToEnd(house, id, never)
    await sleep(200)
    await house.sql`update jobs set state = 'failed', finished_at = now(),
      error = '{"code": "CANCELLED", "message": "It died.", "hint": "Start it again."}' where id = ${id}`
    expect((await watching).messages.at(-1)?.event.state).toBe('failed')
  })

  it('comes through the typed client, which goes as a tool with a token', async () => {
    const id = await addJob(house)
    const seen: JobEvent[] = []
    await new Promise<void>((resolve, reject) => {
      makeClient(house.server).job.watch.subscribe(
        { id },
        {
          onData: ({ data }) => {
            seen.push(data)
            if (seen.length === 1) void house.log.append(id, toEvent(5)).then(() => finish(house, id))
          },
          onError: reject,
          onComplete: resolve,
        },
      )
    })
    expect(seen.map(({ state }) => state).at(-1)).toBe('done')
    expect(seen.some(({ done }) => done === 5)).toBe(true)
  })

  it('refuses what is no job, no id, and no event', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    // Where an EventSource reads, a refusal is an event: it sees no other answer.
    const refusalOf = async (url: string) => {
      const text = await (await fetch(url)).text()
      expect(text).toContain('event: serialized-error')
      return /"domain":\{"code":"([A-Z_]+)"/.exec(text)?.[1]
    }
    expect(await refusalOf(watchUrl(house, unknown))).toBe('JOB_NOT_FOUND')
    expect(await refusalOf(watchUrl(house, 'x'))).toBe('INPUT_INVALID')
    expect(await refusalOf(watchUrl(house, await addJob(house), "1'; drop"))).toBe('INPUT_INVALID')
  })

  it('lets so many of one address watch, and the next when one has left', async () => {
    const id = await addJob(house)
    const controllers = Array.from({ length: 6 }, () => new AbortController())
    for (const { signal } of controllers) await fetch(watchUrl(house, id), { signal })
    const refused = await fetch(watchUrl(house, id))
    expect(refused.headers.get('retry-after')).not.toBeNull()
    expect(await readError(refused)).toMatchObject({ status: 503, code: 'TOO_MANY_WATCHERS' })
    controllers[0]?.abort()
    await until('a free place', async () => {
      const response = await fetch(watchUrl(house, id))
      await response.body?.cancel()
      return response.status === 200
    })
    for (const controller of controllers) controller.abort()
  })

  it('does not keep a server from stopping', async () => {
    const id = await addJob(house)
    const own = await startTestServer({
      databaseUrl: await urlOf(house),
      env: { SANDBOX_TRACKS: '0', TEST_DRAIN_TIMEOUT_MS: '60000' },
    })
    const response = await fetch(
      `${own.url}/api/trpc/job.watch?input=${encodeURIComponent(JSON.stringify({ id }))}`,
    )
    expect(response.status).toBe(200)
    expect(await own.stop()).toEqual({ code: 0, signal: null })
    await response.body?.cancel().catch(() => undefined)
  })
})

async function urlOf({ sql }: House): Promise<string> {
  const [row] = await sql<{ name: string }[]>`select current_database() as name`
  const { host, port, user, pass } = sql.options
  return `postgres://${user}:${String(pass)}@${host[0] ?? ''}:${String(port[0])}/${row?.name ?? ''}`
}
