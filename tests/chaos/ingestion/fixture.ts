import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSql, type Sql } from '~db/client'
import { SANDBOX_CLIENT, type SandboxServer } from '~server/sandbox'
import { startRedisServer, type RedisServer } from '../../setup/redis-server'
import { makeDataDir, startTestServer, type TestServer } from '../../setup/server'
import { createTestDatabase, type TestDatabase } from '../../setup/services'
import type { Blow } from './plan'

/** What a process says that comes up while its connections are cut; whoever runs it starts it again, so often at most. */
const CUT_AT_START = 'The database does not answer.'
const MAX_STARTS = 5

/** So short that what a crash leaves behind is over within the test. */
export const LOCK_MS = 1500
const QUICK = {
  TEST_INGEST_LOCK_MS: String(LOCK_MS),
  TEST_JOB_SILENT_SECONDS: '2',
  TEST_JOB_POLL_MS: '500',
  TEST_JOB_RETRY_SECONDS: '1',
  JOB_CONCURRENCY: '3',
  JOB_SPOTIFY_CONCURRENCY: '6',
  TEST_INDEX_POLL_MS: '1000',
  INDEX_REBUILD_AT: 'off',
  REFRESH_AT: 'off',
  EVALUATE_AFTER_BUILD: 'false',
}

/** A process that was killed comes back at the same address. */
type Embedding = { role: 'web' | 'worker'; server: TestServer | null; port: string }
export type Fixture = Awaited<ReturnType<typeof openFixture>>

/** One process for pages and some that work, on a database and a Redis of their own, with a sandbox for Spotify. */
export async function openFixture(spotify: SandboxServer, workers: number) {
  const database: TestDatabase = await createTestDatabase()
  let redis: RedisServer | null = await startRedisServer()
  const redisUrl = redis.url
  /** One connection only: all others of this database are cut. */
  const cutting: Sql = createSql(database.url, { max: 1 })
  /** They share a disk: each finds the index files that another one was killed over. */
  const dataDir = await makeDataDir()
  const places: Embedding[] = []
  /** What ended without being told to. */
  const ended: string[] = []
  const told = new WeakSet<TestServer>()
  const coming = new Set<Promise<void>>()

  async function start(place: Embedding): Promise<void> {
    const server = await startTestServer({
      databaseUrl: database.url,
      dataDir,
      env: {
        ROLE: place.role,
        PORT: place.port,
        REDIS_URL: redisUrl,
        SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
        SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
        SPOTIFY_ACCOUNTS_URL: `${spotify.url}/accounts`,
        SPOTIFY_API_URL: `${spotify.url}/v1`,
        SPOTIFY_REQUESTS_PER_SECOND: '500',
        SPOTIFY_REQUESTS_PER_DAY: '0',
        SPOTIFY_CONCURRENCY: '8',
        FEATURE_SOURCES: 'spotify',
        ...QUICK,
      },
    })
    void server.exited.then((exit) => {
      if (!told.has(server)) {
        ended.push(
          `${place.role}: ${JSON.stringify(exit)} ${server.stderr().slice(-2000)} ${server.stdout().slice(-3000)}`,
        )
      }
    })
    place.port = new URL(server.url).port
    place.server = server
  }
  async function stop(place: Embedding, signal: NodeJS.Signals): Promise<void> {
    const { server } = place
    if (!server) return
    place.server = null
    told.add(server)
    await server.stop(signal)
  }
  /** Lets `work` go on beside; `settle` waits for it. */
  function beside(work: Promise<void>): void {
    coming.add(work)
    work.catch((error: unknown) => ended.push(String(error))).finally(() => coming.delete(work))
  }

  for (const role of ['web', ...Array.from({ length: workers }, () => 'worker' as const)] as const) {
    places.push({ role, server: null, port: '0' })
  }
  await Promise.all(places.map(start))
  const working = () => places.filter(({ role }) => role === 'worker')
  const findPage = () => places.find(({ role }) => role === 'web')
  const webUrl = findPage()?.server?.url ?? ''

  return {
    database,
    redisUrl,
    ended,
    webUrl,
    /** Null while it is down. */
    findWeb: () => findPage()?.server ?? null,
    web(): TestServer {
      const server = this.findWeb()
      if (!server) throw new Error('the web process is down')
      return server
    },
    workers: () => working().flatMap(({ server }) => server ?? []),

    /** Gives whether there was anything to hit: what is down already is not hit again. */
    async hit(blow: Blow): Promise<boolean> {
      if (blow.kind === 'cut') {
        await cutting`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`
        return true
      }
      if (blow.kind === 'redis') {
        const server = redis
        if (!server) return false
        redis = null
        await server.stop('SIGKILL')
        const comeBack = async () => {
          await sleep(blow.downMs)
          redis = await startRedisServer(Number(new URL(redisUrl).port))
        }
        beside(comeBack())
        return true
      }
      const place = blow.kind === 'web' ? findPage() : working()[blow.worker]
      if (!place?.server) return false
      await stop(place, 'SIGKILL')
      const comeBack = async () => {
        await sleep(blow.downMs)
        for (let tries = 1; !place.server; tries++) {
          await start(place).catch((error: unknown) => {
            if (tries === MAX_STARTS || !String(error).includes(CUT_AT_START)) throw error
          })
        }
      }
      beside(comeBack())
      return true
    },

    /** Comes back when everything runs again. */
    async settle(): Promise<void> {
      while (coming.size > 0) await Promise.allSettled(coming)
    },

    async close(): Promise<void> {
      await this.settle()
      await Promise.all(places.map((place) => stop(place, 'SIGTERM')))
      await cutting.end({ timeout: 5 })
      await redis?.stop()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
