import { readFileSync } from 'node:fs'
import type { AnyProcedure } from '@trpc/server'
import fc from 'fast-check'
import type { z } from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox } from '~server/sandbox'
import { appRouter } from '~server/router'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeToken } from './support/api'
import { startProbe, type Probe } from './support/probe'
import { fromZod, hostile, spoil } from './support/schema-arbitrary'

/** More by hand: `FUZZ_RUNS=1000000 npx vitest run --project integration tests/integration/http-fuzz.int.test.ts`. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 400)
const SEED = Number(process.env.FUZZ_SEED ?? 20_260)
/** Work of the main thread before it answers anybody; measured in its own time, for other programs make answers late, too. */
const FREEZE_MS = 2000
/** Nobody waits for an answer that has not begun by then. */
const HANG_MS = 20_000
const AT_ONCE = 4
/** Made at a time. */
const SHARE = 200
/** What the process may grow by after the first of them. */
const GROWTH_KB = 120_000

const { catalogue } = createSandbox({ tracks: 300, playlists: 10 })
const texts = [
  ...catalogue.trackIds().slice(0, 5),
  ...catalogue.playlistIds().slice(0, 3),
  ...[
    `spotify:track:${catalogue.trackIds()[7] ?? ''}`,
    '00000000-0000-4000-8000-000000000000',
    'rock',
    '8A',
    '1',
  ],
]

/** Halves of surrogate pairs have no UTF-8. */
const encode = (text: string) => encodeURIComponent(Buffer.from(text).toString())

type Sent = { method: 'GET' | 'POST'; path: string; body: string | null; type: string; who: number }

const procedures = Object.entries<unknown>(appRouter._def.procedures).map(([name, procedure]) => {
  const { _def } = procedure as AnyProcedure
  const [schema] = (_def as unknown as { inputs: z.ZodType[] }).inputs
  return { name, type: _def.type, input: schema ? fromZod(schema, texts) : fc.constant(undefined) }
})

const calls = fc.constantFrom(...procedures).chain(({ name, type, input }) =>
  fc
    .record({ input, at: fc.nat(), by: hostile, spoiled: fc.boolean(), batch: fc.boolean(), who: fc.nat(4) })
    .map(({ input: valid, at, by, spoiled, batch, who }): Sent => {
      const value = spoiled ? spoil(valid, at, by) : valid
      const text = JSON.stringify(batch ? { 0: value, 1: value } : value) ?? ''
      const path = `/api/trpc/${batch ? `${name},${name}` : name}`
      if (type === 'mutation' || text.length > 2000) {
        return {
          method: 'POST',
          path: batch ? `${path}?batch=1` : path,
          body: text,
          type: 'application/json',
          who,
        }
      }
      const query = `${batch ? 'batch=1&' : ''}input=${encode(text)}`
      return { method: 'GET', path: `${path}?${query}`, body: null, type: '', who }
    }),
)

const routes = fc.constantFrom(
  ...[
    '/',
    '/about',
    '/clip',
    '/continue',
    '/doctor',
    '/import',
    '/jobs',
    '/journey',
    '/me',
    '/paste',
    '/catalog',
  ],
  ...[
    '/quality',
    '/taste',
    '/auth/spotify',
    '/auth/callback',
    '/api/clip',
    '/api/import',
    '/api/ready',
    '/metrics',
  ],
  ...[
    '/api/recommend',
    '/api/journey',
    '/t/',
    '/p/',
    '/jobs/',
    '/build/',
    '/api/trpc/',
    '/sandbox/',
    '/nowhere',
  ],
)
const asText = hostile.map((value) =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 3000),
)
const visits = fc
  .record({
    route: routes,
    tail: asText,
    query: asText,
    raw: fc.boolean(),
    data: fc.boolean(),
    who: fc.nat(4),
  })
  .map(({ route, tail, query, raw, data, who }): Sent => {
    const end = raw ? tail.replace(/[^!-~]/g, '%') : encode(tail)
    const place = route.endsWith('/') && route !== '/' ? route + end : route
    const question = ['seed', 'url', 'k', 'page', 'id', 'clip', 'back'].map(
      (name) => `${name}=${encode(query)}`,
    )
    return {
      method: 'GET',
      path: `${place}${data ? '.data' : ''}?${question.join('&')}`,
      body: null,
      type: '',
      who,
    }
  })

const FIELDS = [
  'url',
  'text',
  'do',
  'kind',
  'track',
  'seed',
  'back',
  'undo',
  'step',
  'file',
  'name',
  'seeds',
  'from',
]
const posts = fc
  .record({
    route: routes,
    values: fc.array(asText, { minLength: 1, maxLength: 5 }),
    raw: hostile,
    type: fc.constantFrom(
      ...[
        'application/x-www-form-urlencoded',
        'application/json',
        'multipart/form-data; boundary=x',
        'text/plain',
      ],
      ...['application/octet-stream', 'audio/mpeg', ''],
    ),
    who: fc.nat(4),
  })
  .map(({ route, values, raw, type, who }): Sent => {
    const fields = values.map(
      (value, n) => [FIELDS[(n * 7 + value.length) % FIELDS.length] ?? '', value] as const,
    )
    const body = type.startsWith('application/x-www')
      ? fields.map(([name, value]) => `${name}=${encode(value)}`).join('&')
      : type.startsWith('multipart')
        ? `${fields
            .map(
              ([name, value]) =>
                `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n${value}\r\n`,
            )
            .join('')}--x--`
        : type.includes('json')
          ? (JSON.stringify(raw) ?? '')
          : values.join('')
    return { method: 'POST', path: route, body, type, who }
  })

const requests = fc.oneof({ weight: 3, arbitrary: calls }, visits, posts)

let database: TestDatabase
let server: TestServer
let probe: Probe
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({
    databaseUrl: database.url,
    seeded: true,
    env: { LOG_LEVEL: 'error', RATE_LIMIT_PER_MINUTE: '1000000', TEST_GUESTS_PER_HOUR: '1000000' },
  })
  probe = startProbe(server, FREEZE_MS)
})
afterAll(async () => {
  await probe.stop()
  await server.stop()
  await database.drop()
})

/** Who asks: nobody, a page, a tool that reads, an operator's tool, a token that is none. */
async function headersOf(who: number): Promise<Record<string, string>> {
  if (who === 1) return { origin: server.url, accept: 'text/html' }
  if (who === 2) return { authorization: `Bearer ${await makeToken(server, 'reader')}` }
  if (who === 3) return { authorization: `Bearer ${await makeToken(server)}`, 'x-segue-filename': 'x.csv' }
  return {}
}

/** What is wrong with the answer to a request; null where nothing is. */
async function findFault({ method, path, body, type, who }: Sent): Promise<string | null> {
  const headers = { ...(await headersOf(who)), ...(type === '' ? {} : { 'content-type': type }) }
  try {
    const answer = await fetch(server.url + path, {
      ...{ method, headers, body, redirect: 'manual' },
      signal: AbortSignal.timeout(HANG_MS),
    })
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (isStream) await answer.body?.cancel()
    const text = isStream ? '' : await answer.text()
    // Asked to come back later is an answer, not a failure.
    if (answer.status < 500 || (answer.status === 503 && answer.headers.has('retry-after'))) return null
    return `${String(answer.status)} ${text.slice(0, 500)}`
  } catch (error) {
    return `no answer: ${String(error)} ${String((error as Error).cause)}`
  }
}

function readMemory(): number {
  const status = readFileSync(`/proc/${String(server.pid)}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
}

describe('random requests over every procedure and page', () => {
  it('are answered, never by a failure of the server', { timeout: 300_000 + RUNS * 500 }, async () => {
    const faults: string[] = []
    let grownFrom = 0
    for (let done = 0; done < RUNS && faults.length < 20; done += SHARE) {
      const numRuns = Math.min(SHARE, RUNS - done)
      const all = fc.sample(requests, { numRuns, seed: SEED + done })
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const some = all.slice(at, at + AT_ONCE)
        const found = await Promise.all(some.map(findFault))
        found.forEach((fault, n) => {
          if (fault !== null) faults.push(`${JSON.stringify(some[n]).slice(0, 500)} → ${fault}`)
        })
      }
      if (grownFrom === 0) grownFrom = readMemory()
    }
    expect([...faults, ...probe.freezes]).toEqual([])
    expect(readMemory() - grownFrom).toBeLessThan(GROWTH_KB)
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
  })
})
