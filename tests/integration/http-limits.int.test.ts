import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'
import { makeToken, readError } from './support/api'

const LIMIT = 60

let database: TestDatabase
let redis: TestRedis
let first: TestServer
let second: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  redis = await createTestRedis()
  const env = {
    SANDBOX_TRACKS: '0',
    RATE_LIMIT_PER_MINUTE: String(LIMIT),
    TRUST_PROXY_HOPS: '1',
    REDIS_URL: redis.url,
    TEST_RESULT_CACHE_TIMEOUT_MS: '2000',
  }
  first = await startTestServer({ databaseUrl: database.url, env })
  second = await startTestServer({ databaseUrl: database.url, env })
})
afterAll(async () => {
  await first.stop()
  await second.stop()
  await redis.close()
  await database.drop()
})

let address = 0
/** Headers of a sender that was not here before. */
const newSender = () => ({ 'x-forwarded-for': `198.51.100.${String(++address)}` })
const list = (server: TestServer, headers: Record<string, string>) =>
  fetch(`${server.url}/api/trpc/job.list?input=%7B%7D`, { headers })
const times = (n: number) => Array.from({ length: n })

describe('tokens that are none', () => {
  it('are refused with 429 after a while, before they are looked at, whatever they ask for', async () => {
    const headers = { ...newSender(), authorization: 'Bearer a.b.c' }
    const statuses = new Map<number, number>()
    for (const _ of times(15)) {
      const answers = await Promise.all(times(10).map(() => list(first, headers)))
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect([...statuses.keys()].sort()).toEqual([401, 429])
    expect(statuses.get(429)).toBeGreaterThan(50)
    const refused = await list(second, headers)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await readError(refused)).toMatchObject({ status: 429, code: 'RATE_LIMITED' })
    const other = { ...newSender(), authorization: `Bearer ${await makeToken(first)}` }
    expect((await list(first, other)).status).toBe(200)
  })
})

describe('requests of an address', () => {
  it('are counted by all processes together', async () => {
    const headers = newSender()
    const half = LIMIT / 2
    const answers = await Promise.all(
      [first, second].flatMap((server) => times(half + 10).map(() => list(server, headers))),
    )
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20)
    for (const server of [first, second]) expect((await list(server, headers)).status).toBe(429)
    expect((await list(first, newSender())).status).toBe(200)
    expect((await fetch(`${first.url}/api/health`, { headers })).status).toBe(200)
  })

  it('are counted by what they cost: a list of lists as much as a hundred questions', async () => {
    const headers = { ...newSender(), 'content-type': 'application/json' }
    const lists = times(100).map((_, n) => ({ key: String(n), seeds: ['x'] }))
    const ask = () =>
      fetch(`${first.url}/api/trpc/similar.continue`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ lists }),
      })
    const answer = await ask()
    expect(answer.status).toBe(429)
    expect(await answer.text()).toContain('RATE_LIMITED')
    expect((await list(first, headers)).status).toBe(429)
  })

  it('that are too many get a page in a browser', async () => {
    const headers = { ...newSender(), accept: 'text/html' }
    await Promise.all(times(LIMIT + 1).map(() => list(first, headers)))
    const page = await fetch(first.url, { headers })
    expect(page.status).toBe(429)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).toContain('<h1>Not just now</h1>')
    const json = await fetch(first.url, { headers: { ...headers, accept: 'application/json' } })
    expect(await json.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } })
  })

  it('that are too many get an answer that a page can show which is open', async () => {
    const headers = newSender()
    await Promise.all(times(LIMIT + 1).map(() => list(first, headers)))
    const loads = ['/taste.data', '/_root.data', '/t/x.data', '/taste.data?_routes=root'].map((path) => ({
      path,
      method: 'GET',
    }))
    for (const { path, method } of [...loads, { path: '/paste.data', method: 'POST' }]) {
      const answer = await fetch(first.url + path, { method, headers })
      expect([path, answer.status, answer.headers.get('x-remix-response')]).toEqual([path, 429, 'yes'])
      expect(answer.headers.get('content-type')).toContain('text/x-script')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      const text = await answer.text()
      expect(text).toContain('ErrorResponse')
      expect(text).toContain('Too many requests from this address.')
    }
  })

  it('in one network of IPv6 are those of one sender', async () => {
    const from = (n: number) => ({ 'x-forwarded-for': `2001:db8:5:500::${n.toString(16)}` })
    const answers = await Promise.all(times(LIMIT + 10).map((_, n) => list(first, from(n))))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10)
  })
})

describe('requests with tokens', () => {
  it('are counted under the name in them, from whatever address', async () => {
    const authorization = `Bearer ${await makeToken(first, 'reader')}`
    let refused = 0
    for (const _ of times(12)) {
      const answers = await Promise.all(
        times(LIMIT).map(() => list(first, { ...newSender(), authorization })),
      )
      refused += answers.filter(({ status }) => status === 429).length
    }
    expect(refused).toBeGreaterThanOrEqual(LIMIT)
  })
})
