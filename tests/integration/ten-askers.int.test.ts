import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSandbox, SANDBOX_CLIENT, startSandboxServer } from '~server/sandbox'
import { inRoot } from '../../scripts/lib/paths.mjs'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, createTestRedis } from '../setup/services'

const ITEMS = 500
const ASKERS = 10
/** Slow enough for the last asker to come while the first one's job runs. */
const ANSWER_MS = 400

const sandbox = createSandbox({
  tracks: 2000,
  playlists: 4,
  playlistItems: ITEMS,
  faults: { rates: [{ share: 1, fault: { kind: 'slow', milliseconds: ANSWER_MS } }] },
})
const [playlist = ''] = sandbox.catalogue.playlistIds()
const Answer = z.object({
  job: z.object({ id: z.string(), state: z.string(), report: z.object({ read: z.number() }) }),
  summary: z.object({ playlist: z.object({ trackCount: z.literal(ITEMS) }) }),
})

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Processes of their own with nothing in the catalog, and what they ask Spotify's API for. */
async function openHouse(roles: ('web' | 'worker' | 'all')[]) {
  const asked: string[] = []
  const handle = (request: Request, signal?: AbortSignal) => {
    const { pathname, search } = new URL(request.url)
    if (pathname.startsWith('/v1/')) asked.push(pathname + search)
    return sandbox.handle(request, signal)
  }
  const spotify = await startSandboxServer({ ...sandbox, handle }, { host: '127.0.0.1', port: 0 })
  closers.push(() => spotify.close())
  const database = await createTestDatabase()
  closers.push(() => database.drop())
  const redis = await createTestRedis()
  closers.push(() => redis.close())
  const servers = await Promise.all(
    roles.map((role) =>
      startTestServer({
        databaseUrl: database.url,
        env: {
          ROLE: role,
          REDIS_URL: redis.url,
          SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
          SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
          SPOTIFY_ACCOUNTS_URL: `${spotify.url}/accounts`,
          SPOTIFY_API_URL: `${spotify.url}/v1`,
          SPOTIFY_REQUESTS_PER_SECOND: '500',
          FEATURE_SOURCES: 'spotify',
          EVALUATE_AFTER_BUILD: 'false',
        },
      }),
    ),
  )
  closers.push(() => Promise.all(servers.map((server) => server.stop())))
  return { asked, servers, sql: database.sql }
}

/** `segue ingest` as a process, which waits until the playlist is read. */
async function ingest(server: TestServer | undefined) {
  const args = [inRoot('build', 'cli', 'index.mjs'), 'ingest', `spotify:playlist:${playlist}`, '--json']
  const child = spawn(process.execPath, args, {
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      SEGUE_URL: server?.url,
      SERVICE_SECRET: server?.serviceSecret,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`segue ingest ended with ${String(code)}: ${err}`)
  return Answer.parse(JSON.parse(out))
}

describe('a playlist that ten processes ask for at once', { timeout: 180_000 }, () => {
  let alone: string[]

  /** What one ingestion asks Spotify for, where one process asks for it. */
  beforeAll(async () => {
    const { asked, servers } = await openHouse(['all'])
    await ingest(servers[0])
    alone = [...asked].sort()
    for (const close of closers.splice(0).reverse()) await close()
  }, 120_000)

  it('is ingested once, and all ten have the answer', async () => {
    const { asked, servers, sql } = await openHouse(['web', 'web', 'worker', 'worker'])
    const answers = await Promise.all(
      Array.from({ length: ASKERS }, (_, asker) => ingest(servers[asker % 2])),
    )
    const jobs = await sql<{ id: string; attempt: number }[]>`
      select id, attempt from jobs where kind = 'ingest-playlist'`
    expect(jobs).toHaveLength(1)
    for (const { job } of answers) {
      expect(job).toMatchObject({ id: jobs[0]?.id, state: 'done', report: { read: ITEMS } })
    }
    expect(jobs[0]?.attempt).toBe(1)
    expect(alone.length).toBeGreaterThan(ITEMS / 100)
    expect([...asked].sort()).toEqual(alone)
  })
})
