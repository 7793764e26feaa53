import { pino } from 'pino'
import { createSql } from '~db/client'
import { toDomainError } from '~server/domain/errors'
import { createSourceChain } from '~server/sources/source-chain'
import { createSpotifyFeatureSource } from '~server/sources/spotify-source'
import { createRedis } from '~server/redis/client'
import { createRedisLocks } from '~server/redis/locks'
import { createPostgresLocks } from '~server/postgres/locks'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createReadingRepository } from '~server/catalog/store/reading.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import { SANDBOX_CLIENT } from '~server/sandbox'
import { ingestPlaylist } from '~server/ingestion/playlists/ingest-playlist'
import { createAppToken } from '~server/spotify/app-token'
import { createSpotifyClient } from '~server/spotify/client'
import { createSpotifyHttp } from '~server/spotify/http'
import { createLimits } from '~server/spotify/limits'
import { PRECEDENCE } from '../../integration/support/tracks'
import type { IngestEvent, IngestTask } from './ingest-events'

// What a server does to read a playlist, and nothing else, without keeping pages: one JSON line to stdout for each thing
// that is done. Frozen, killed and started again by frozen-holder.int.test.ts.
const task = JSON.parse(process.argv[2] ?? '') as IngestTask
const say = (event: IngestEvent) => process.stdout.write(`${JSON.stringify(event)}\n`)

const sql = createSql(task.databaseUrl, { max: 4 })
const log = pino({ level: 'silent' })
const redis = task.redisUrl === null ? null : createRedis(task.redisUrl, log)
if (redis) await new Promise((resolve) => redis.once('ready', resolve))
const fences = createFenceRepository(sql)
const drawFence = (name: string) => fences.draw(name)
const catalog = createCatalogRepository(sql)
const locking = { drawFence, lockMs: task.lockMs }
const ownLocks = createPostgresLocks(task.databaseUrl, locking)

const accountsUrl = `${task.sandboxUrl}/accounts`
const { id: clientId, secret: clientSecret } = SANDBOX_CLIENT
const timeoutMs = 30_000
const spotify = createSpotifyClient(
  createSpotifyHttp({
    apiUrl: `${task.sandboxUrl}/v1`,
    tokens: createAppToken({ accountsUrl, clientId, clientSecret, fetch, timeoutMs }),
    limits: createLimits({ perSecond: 1000, perDay: 0, concurrency: 4 }),
    fetch,
    timeoutMs,
    maxRetries: 1,
  }),
)

const work = ingestPlaylist(
  {
    catalog: {
      ...catalog,
      transaction: async (write, fence) => {
        const result = await catalog.transaction(write, fence)
        say({ event: 'batch' })
        return result
      },
    },
    precedence: PRECEDENCE,
    spotify,
    features: createSourceChain({
      sources: [createSpotifyFeatureSource(spotify)],
      misses: { find: () => Promise.resolve(new Set()), remember: () => Promise.resolve() },
      onFault: () => undefined,
    }),
    playlists: createPlaylistRepository(sql),
    readings: createReadingRepository(sql),
    tracks: createTrackRepository(sql, PRECEDENCE),
    index: { follow: () => Promise.resolve() },
    locks: redis ? createRedisLocks(redis, log, locking) : ownLocks,
    maxItems: 10_000,
    patienceSeconds: 0,
    reader: null,
  },
  task.playlist,
  { progress: () => undefined, signal: new AbortController().signal },
)
await work.then(
  (report) => say({ event: 'done', report }),
  (error: unknown) => {
    const { code, message } = toDomainError(error)
    const detail = error instanceof Error ? (error.stack ?? error.message) : message
    say({ event: 'failed', code, message: detail })
  },
)
redis?.disconnect()
await ownLocks.close()
await sql.end({ timeout: 5 })
