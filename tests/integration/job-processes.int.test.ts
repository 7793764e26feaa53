import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, SANDBOX_CLIENT, startSandboxServer, type SandboxServer } from '~server/sandbox'
import { createUploads } from '~server/files/uploads'
import { createUploadRepository } from '~server/files/upload.repository'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'
import { startTestServer, until, type TestServer } from '../setup/server'
import { askReady, endOfJob, makeClient } from './support/api'
import { newJob, OPERATOR, openQueue, type TestQueue } from './support/job-queue'
import { fillCatalog } from './support/tracks'

/** A Spotify of our own, so that the tests decide how long a job takes. */
const sandbox = createSandbox({ tracks: 600, playlists: 12 })
const playlists = sandbox.catalogue.playlistIds().filter((id) => sandbox.catalogue.playlist(id)?.public)
/** Longer than any test: what ends sooner was ended by somebody. */
const VERY_SLOW = { kind: 'slow', milliseconds: 120_000 } as const

/** Paths of all that was asked of it. */
const asked: string[] = []

let database: TestDatabase
let redis: TestRedis
let spotify: SandboxServer
/** The test itself, as one more process that asks and never works. */
let asking: TestQueue
const running: TestServer[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  redis = await createTestRedis()
  await fillCatalog(database.sql, 0, 20)
  const handle = (request: Request) => {
    asked.push(new URL(request.url).pathname)
    return sandbox.handle(request)
  }
  spotify = await startSandboxServer({ ...sandbox, handle }, { host: '127.0.0.1', port: 0 })
  asking = openQueue(database.sql)
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()))
})
afterAll(async () => {
  await spotify.close()
  await redis.close()
  await database.drop()
})

async function start(role: 'web' | 'worker' | 'all', env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startTestServer({
    databaseUrl: database.url,
    env: {
      ROLE: role,
      REDIS_URL: redis.url,
      SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
      SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
      SPOTIFY_ACCOUNTS_URL: `${spotify.url}/accounts`,
      SPOTIFY_API_URL: `${spotify.url}/v1`,
      SPOTIFY_REQUESTS_PER_SECOND: '500',
      TEST_SPOTIFY_TIMEOUT_MS: '120000',
      EVALUATE_AFTER_BUILD: 'false',
      TEST_JOB_RETRY_SECONDS: '1',
      ...env,
    },
  })
  running.push(server)
  return server
}

async function openPlaylist(server: TestServer, id: string): Promise<string> {
  const opened = await makeClient(server).link.open.mutate({ url: `spotify:playlist:${id}` })
  if (opened.kind !== 'playlist' || opened.jobId === null) throw new Error('no job was started')
  return opened.jobId
}
/** Waits until a job is in the middle of its work: it runs, and Spotify was asked for the playlist. */
async function isReading(job: string, playlist: string): Promise<void> {
  await becomes(job, { state: 'running', attempt: 1 })
  await until('Spotify to be asked', () => Promise.resolve(asked.some((path) => path.includes(playlist))))
}
const look = async (id: string) => {
  const [row] = await database.sql<{ state: string; attempt: number }[]>`
    select state, attempt from jobs where id = ${id}`
  return row
}
const becomes = (id: string, wanted: { state: string; attempt?: number }, timeoutMs?: number) =>
  until(
    `job ${id} to be ${JSON.stringify(wanted)}`,
    async () => {
      const row = await look(id)
      return row?.state === wanted.state && row.attempt === (wanted.attempt ?? row.attempt)
    },
    timeoutMs,
  )
/** Items of a playlist that are stored, and how many positions they have. */
const itemsOf = async (id: string) => {
  const [row] = await database.sql<{ items: number; positions: number }[]>`
    select count(*)::int as items, count(distinct position)::int as positions
    from playlist_items join playlists on playlists.id = playlist_id where public_id = ${id}`
  return row
}

describe('processes of different roles', { timeout: 120_000 }, () => {
  it('share the work: a web process takes none, and a worker has no pages', async () => {
    const web = await start('web')
    const id = await openPlaylist(web, playlists[0] ?? '')
    const readiness = (await (await askReady(web)).json()) as { parts: { jobs: object } }
    expect(readiness.parts.jobs).toEqual({ status: 'ok', detail: 'left to other processes (ROLE=web)' })
    expect(await look(id)).toEqual({ state: 'queued', attempt: 0 })

    const worker = await start('worker')
    expect(await endOfJob(makeClient(web), id)).toMatchObject({ state: 'done', attempt: 1 })
    expect((await fetch(`${worker.url}/api/health`)).status).toBe(200)
    const page = await fetch(`${worker.url}/`)
    expect([page.status, await page.json()]).toMatchObject([404, { error: { code: 'PAGE_NOT_FOUND' } }])
    const figures = await (await fetch(`${worker.url}/metrics`)).text()
    expect(figures).toMatch(/segue_jobs\{kind="ingest-playlist",state="done"\} 1/)
    expect(figures).toMatch(/segue_job_wait_seconds_count\{kind="ingest-playlist"\} 1/)
  })

  it('do a playlist once that many ask for at once, through any of them', async () => {
    const servers = await Promise.all([start('web'), start('all'), start('all')])
    sandbox.inject({ group: 'playlists', times: 1, fault: { kind: 'slow', milliseconds: 1500 } })
    const many = Array.from({ length: 12 }, (_, i) => servers[i % 3]).flatMap((server) => server ?? [])
    const ids = await Promise.all(many.map((server) => openPlaylist(server, playlists[1] ?? '')))
    expect(new Set(ids).size).toBe(1)
    const ends = await Promise.all(servers.map((server) => endOfJob(makeClient(server), ids[0] ?? '')))
    for (const end of ends) expect(end).toMatchObject({ state: 'done', attempt: 1 })
    const made = await database.sql`select id from jobs where subject = ${playlists[1] ?? ''}`
    expect(made).toHaveLength(1)
  })
})

describe('a job whose process ends', { timeout: 120_000 }, () => {
  it('by SIGKILL is taken up by another one, which finishes it', async () => {
    const quick = { TEST_JOB_SILENT_SECONDS: '2' }
    const first = await start('worker', quick)
    sandbox.inject({ group: 'playlists', times: 1, fault: VERY_SLOW })
    const playlist = playlists[2] ?? ''
    const input = { playlist, reader: null, liked: null }
    const wanted = newJob({ kind: 'ingest-playlist', subject: playlist, input, source: 'spotify' })
    const { job } = await asking.queue.create(wanted, 100)
    await isReading(job.id, playlist)
    await start('worker', quick)
    await first.stop('SIGKILL')
    await becomes(job.id, { state: 'done' })
    expect((await look(job.id))?.attempt).toBeGreaterThan(1)
    const total = sandbox.catalogue.playlist(playlist)?.items.length
    expect(await itemsOf(playlist)).toEqual({ items: total, positions: total })
  })

  it('by SIGKILL twice is failed with that reason, and takes no third process along', async () => {
    const quick = { TEST_JOB_SILENT_SECONDS: '2' }
    sandbox.inject({ group: 'playlists', times: 2, fault: VERY_SLOW })
    const playlist = playlists[5] ?? ''
    const input = { playlist, reader: null, liked: null }
    const wanted = newJob({ kind: 'ingest-playlist', subject: playlist, input, source: 'spotify' })
    const { job } = await asking.queue.create(wanted, 100)
    // An attempt that comes before the lock of a dead process has ended asks nothing, and is made again.
    for (const reads of [1, 2]) {
      const worker = await start('worker', quick)
      await until('Spotify to be asked', () =>
        Promise.resolve(asked.filter((path) => path.includes(playlist)).length >= reads),
      )
      await worker.stop('SIGKILL')
    }
    await start('worker', quick)
    await becomes(job.id, { state: 'failed' })
    expect(await database.sql`select deaths from jobs where id = ${job.id}`).toEqual([{ deaths: 2 }])
    expect(await asking.rows.find(job.id, OPERATOR)).toMatchObject({
      error: { code: 'JOB_LOST', message: expect.stringMatching(/process.*ended.*tried 2 times/) as string },
    })
  })

  it('in the middle of an import loses nothing of the file', async () => {
    const quick = { TEST_JOB_SILENT_SECONDS: '2' }
    const rows = Array.from(
      { length: 30_000 },
      (_, n) => `${String(n).padStart(22, 'x')},Row ${n},Artist ${n % 50},0.5`,
    )
    const content = ['track_id,track_name,artists,energy', ...rows].join('\n')
    const uploads = createUploads({
      store: createUploadRepository(database.sql),
      ...{ maxBytes: 1e9, maxOwnBytes: 1e9, maxAllBytes: 1e9 },
    })
    const { id: upload, sha256: fileKey } = await uploads.keep(new Blob([content]).stream(), null)
    const input = { upload, fileKey, filename: 'many.csv', name: null }
    const first = await start('worker', quick)
    const { job } = await asking.queue.create(newJob({ subject: 'many.csv', input }), 100)
    await until('rows to be read', async () => ((await asking.rows.find(job.id, OPERATOR))?.done ?? 0) > 0)
    await first.stop('SIGKILL')
    const [kept] = await database.sql<{ state: string }[]>`select state from jobs where id = ${job.id}`
    expect(kept).toEqual({ state: 'running' })
    await start('worker', quick)
    await becomes(job.id, { state: 'done' }, 100_000)
    expect((await look(job.id))?.attempt).toBeGreaterThan(1)
    const [stored] = await database.sql<{ count: number }[]>`
      select count(*)::int as count from tracks where public_id like 'xxxxx%'`
    expect(stored).toEqual({ count: rows.length })
    // A job is done before what it was asked with is removed.
    const isTidy = async () => (await database.sql`select id from uploads`).length === 0
    await until('the file to be removed', isTidy)
  })

  it('by SIGTERM is given back, and goes on in another one at once', async () => {
    const first = await start('all', { TEST_DRAIN_TIMEOUT_MS: '100' })
    sandbox.inject({ group: 'playlists', times: 1, fault: VERY_SLOW })
    const id = await openPlaylist(first, playlists[3] ?? '')
    await isReading(id, playlists[3] ?? '')
    // Nothing is found by looking: what goes on was handed over.
    const second = await start('all', { TEST_JOB_SILENT_SECONDS: '3600', TEST_JOB_POLL_MS: '60000' })
    expect(await first.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    const end = await endOfJob(makeClient(second), id)
    expect(end).toMatchObject({ state: 'done' })
    // One more where the lock of the first process was still there: that passes by itself.
    expect(end.attempt).toBeGreaterThan(1)
  })
})

describe('a job that is cancelled', { timeout: 120_000 }, () => {
  it('stops in whatever process runs it, keeps what was stored, and can be resumed', async () => {
    // No sign of life within the test: it is the word that is heard.
    const server = await start('all', { TEST_JOB_SILENT_SECONDS: '3600' })
    sandbox.inject({ group: 'playlists', times: 1, fault: VERY_SLOW })
    const id = await openPlaylist(server, playlists[4] ?? '')
    await isReading(id, playlists[4] ?? '')
    const startedAt = performance.now()
    await asking.queue.stop(id)
    await becomes(id, { state: 'cancelled' }, 10_000)
    console.info(`cancelled after ${(performance.now() - startedAt).toFixed(0)} ms`)
    await asking.queue.resume(id)
    expect(await endOfJob(makeClient(server), id)).toMatchObject({ state: 'done', attempt: 2 })
  })
})
