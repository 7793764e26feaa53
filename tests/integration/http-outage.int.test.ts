import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, SANDBOX_CLIENT, startSandboxServer, type SandboxServer } from '~server/sandbox'
import { startRedisServer } from '../setup/redis-server'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, postRecommend, readError, recommend } from './support/api'
import { fillCatalog, idOf } from './support/tracks'

/** A Spotify of our own, so that the tests decide when it is slow and when it fails. */
const sandbox = createSandbox({ tracks: 400, playlists: 8 })
const trackId = (n: number) => sandbox.catalogue.trackIds()[n] ?? ''
const trackLink = (n: number) => `spotify:track:${trackId(n)}`
const playlist = (n: number) =>
  sandbox.catalogue.playlistIds().filter((id) => sandbox.catalogue.playlist(id)?.public)[n] ?? ''

let database: TestDatabase
let spotify: SandboxServer
/** What Spotify was asked for. */
const calls: string[] = []
const running: TestServer[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  await fillCatalog(database.sql, 0, 50)
  const handle = (request: Request, signal?: AbortSignal) => {
    calls.push(request.url)
    return sandbox.handle(request, signal)
  }
  spotify = await startSandboxServer({ ...sandbox, handle }, { host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})
afterAll(async () => {
  await spotify.close()
  await database.drop()
})

async function start(env: Record<string, string> = {}, databaseUrl = database.url): Promise<TestServer> {
  const server = await startTestServer({
    databaseUrl,
    env: {
      SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
      SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
      SPOTIFY_ACCOUNTS_URL: `${spotify.url}/accounts`,
      SPOTIFY_API_URL: `${spotify.url}/v1`,
      SPOTIFY_REQUESTS_PER_SECOND: '500',
      TEST_SPOTIFY_MAX_RETRIES: '1',
      ...env,
    },
  })
  running.push(server)
  return server
}

const slow = (milliseconds: number) => ({ kind: 'slow', milliseconds }) as const

describe('a server that is told to stop', () => {
  it('finishes the request that is under way, takes no new one, and ends with 0', async () => {
    const server = await start()
    sandbox.inject({ group: 'tracks', times: 1, fault: slow(1500) })
    const asked = recommend(server, trackLink(1))
    await until('Spotify to be asked', async () => calls.some((url) => url.includes(trackId(1))))
    const stopped = server.stop('SIGTERM')
    await until('draining', async () => server.stdout().includes('"draining"'))
    await expect(fetch(`${server.url}/api/health`)).rejects.toThrow()
    expect((await asked).tracks).toHaveLength(10)
    expect(await stopped).toEqual({ code: 0, signal: null })
    expect(server.logs().at(-1)).toMatchObject({ msg: 'stopped' })
  })

  it('does not wait for ever, and gives its job back for another process to go on with', async () => {
    const server = await start({ TEST_DRAIN_TIMEOUT_MS: '300', TEST_SPOTIFY_TIMEOUT_MS: '60000' })
    const client = makeClient(server)
    sandbox.inject({ group: 'playlists', times: 1, fault: slow(50_000) })
    const opened = await client.link.open.mutate({ url: `spotify:playlist:${playlist(0)}` })
    if (opened.kind !== 'playlist' || opened.jobId === null) throw new Error('no job was started')
    const { jobId } = opened
    await until('the job', async () => (await client.job.get.query({ id: jobId })).state === 'running')
    sandbox.inject({ group: 'tracks', times: 1, fault: slow(50_000) })
    const asked = postRecommend(server, { url: trackLink(2) }).then(
      () => 'answered',
      () => 'cut off',
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    // By itself: whoever waited for Spotify would be killed before.
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await asked).toBe('cut off')
    const [job] = await database.sql`select state, attempt from jobs where id = ${jobId}`
    expect(job).toEqual({ state: 'queued', attempt: 1 })
    const next = await start()
    expect(await endOfJob(makeClient(next), jobId)).toMatchObject({ state: 'done', attempt: 2 })
  })
})

describe('while Spotify is away', () => {
  it('what is in the catalog is answered, and what is not says why', async () => {
    const server = await start({ SPOTIFY_API_URL: 'http://127.0.0.1:9/v1' })
    expect((await recommend(server, `spotify:track:${idOf(3)}`)).tracks).toHaveLength(10)
    expect(await readError(await postRecommend(server, { url: trackLink(3) }))).toMatchObject({
      status: 502,
      code: 'SPOTIFY_UNREACHABLE',
    })
  })

  it('a limit is passed on with the time to wait', async () => {
    const server = await start()
    sandbox.inject({ group: 'tracks', times: 1, fault: { kind: 'rate-limit', retryAfter: 77 } })
    const response = await postRecommend(server, { url: trackLink(4) })
    expect(response.headers.get('retry-after')).toBe('77')
    expect(await readError(response)).toMatchObject({ status: 503, code: 'SPOTIFY_RATE_LIMITED' })
    expect((await recommend(server, trackLink(4))).tracks).toHaveLength(10)
  })

  it('a wrong client secret is the operator’s to mend', async () => {
    const server = await start({ SPOTIFY_CLIENT_SECRET: 'wrong-secret' })
    const error = await readError(await postRecommend(server, { url: trackLink(5) }))
    expect(error).toMatchObject({ status: 502, code: 'SPOTIFY_APP_REFUSED' })
    expect(error.hint).toContain('SPOTIFY_CLIENT_SECRET')
    expect(server.stdout() + server.stderr()).not.toContain('wrong-secret')
  })
})

describe('while Redis is away', () => {
  it('recommendations go on, ingestion waits and says why, and goes on by itself when it is back', async () => {
    const redis = await startRedisServer()
    const server = await start({ REDIS_URL: redis.url })
    const client = makeClient(server)
    await redis.stop()
    const ready = await fetch(`${server.url}/api/ready`)
    expect([ready.status, await ready.json()]).toMatchObject([200, { parts: { redis: { status: 'down' } } }])
    expect((await recommend(server, `spotify:track:${idOf(3)}`)).tracks).toHaveLength(10)
    const opened = await client.link.open.mutate({ url: `spotify:playlist:${playlist(1)}` })
    if (opened.kind !== 'playlist' || opened.jobId === null) throw new Error('no job was started')
    const { jobId: id } = opened
    const look = () => client.job.get.query({ id })
    await until('the job to wait', async () => (await look()).state === 'waiting')
    expect(await look()).toMatchObject({ error: { code: 'REDIS_UNREACHABLE' } })

    const back = await startRedisServer(Number(new URL(redis.url).port))
    try {
      await until('Redis', async () => {
        const { parts } = (await (await fetch(`${server.url}/api/ready`)).json()) as {
          parts: { redis: { status: string } }
        }
        return parts.redis.status === 'ok'
      })
      expect(await endOfJob(client, id)).toMatchObject({ state: 'done' })
    } finally {
      await back.stop()
    }
  })
})

describe('while the database is away', () => {
  it('the server lives, says that it is not ready, and answers with a sentence', async () => {
    const lost = await createTestDatabase()
    await fillCatalog(lost.sql, 0, 20)
    const server = await start({}, lost.url)
    await lost.drop()
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
    const ready = await fetch(`${server.url}/api/ready`)
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { ready: false, parts: { postgres: { status: 'down' } } },
    ])
    expect(await readError(await postRecommend(server, { url: `spotify:track:${idOf(3)}` }))).toMatchObject({
      status: 503,
      code: 'DATABASE_UNREACHABLE',
    })
  })
})
