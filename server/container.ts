import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSql, type Sql } from '~db/client'
import { migrate, MigrationError } from '~db/migrate'
import { startEmbeddedPostgres } from '~db/embedded'
import { createAccounts } from './container-accounts'
import { createAnswerCache } from './container-cache'
import { connectSpotify } from './container-spotify'
import { createServices } from './container-services'
import { DomainError } from './domain/errors'
import { GATE_MIN_TRACKS } from './domain/evaluation/gate'
import { MIN_PLAYLISTS, MIN_TRACKS, RunEvaluation } from './domain/evaluation/limits'
import { isSecure, type Env } from './env'
import { createSpotifyFeatureSource } from './features/spotify-source'
import { createUploads } from './files/uploads'
import { readOrCreateServiceSecret } from './identity/service-secret'
import { createSessionCookie } from './identity/session-cookie'
import { parseSessionSecrets, readOrCreateSessionSecrets } from './identity/session-secrets'
import { createJobRunner } from './jobs/job-runner'
import type { ListenerOptions } from './http/listener'
import type { Logger } from './observability/logger'
import { createEvaluateAfterBuild } from './jobs/evaluate-after-build'
import { createEvaluationPool } from './pools/evaluation-pool'
import { createIndexPool } from './pools/index-pool'
import { createRedis } from './redis/client'
import { createMemoryLocks, createRedisLocks } from './redis/locks'
import { createCandidateCache } from './repositories/candidate-cache'
import { createClickRepository } from './repositories/click.repository'
import { createListenerRepository, type ListenerRepository } from './repositories/listener.repository'
import { createCatalogRepository } from './repositories/catalog.repository'
import { toKnownError } from './repositories/database-error'
import { readEvaluationCatalog } from './repositories/evaluation-catalog.repository'
import { createIndexVersionRepository } from './repositories/index-version.repository'
import { createJobRepository } from './repositories/job.repository'
import { createPlaylistRepository } from './repositories/playlist.repository'
import { createQualityRepository } from './repositories/quality.repository'
import { createSongRepository } from './repositories/song.repository'
import { createTokenRepository } from './repositories/token.repository'
import { createTrackRepository } from './repositories/track.repository'
import {
  countVectors,
  forgetRemovals,
  readAllVectors,
  readChangedVectors,
} from './repositories/vector.repository'
import { VECTOR_SPEC } from './domain/vector-spec'
import { judgeScaler } from './services/judge-scaler'
import { createAcceptVersion } from './vector-index/accept-version'
import { runDaily } from './vector-index/daily'
import { createIndexFollower } from './vector-index/index-follower'
import { createIndexKeeper, type IndexKeeper } from './vector-index/index-keeper'
import { createVectorSearch } from './vector-index/vector-search'
import type { Ladder } from './services/ports'
import { createSessions } from './services/sessions'

/** Spotify's own values first: they are measured on the whole recording; then what a file says they were. */
const LADDER: Ladder = ['spotify', 'reccobeats', 'file', 'dsp', 'metadata']
/** Jobs of this process at once: they wait for the network and the database most of the time. */
const JOB_CONCURRENCY = 2
const JOB_QUEUE = 1000
/** Without a build for this long, the catalog has settled and is worth measuring. */
const EVALUATE_AFTER_MS = 10_000
/** Sessions that are over, and the data of users who left, go at this local time. */
const FORGET_AT = '04:10'
/** Some 300 bytes each. */
const CANDIDATE_CACHE = 100_000

const here = path.dirname(fileURLToPath(import.meta.url))
/** The bundle lies in build/server; what it needs lies beside it. */
const FILES = {
  keeper: path.resolve(here, '../db/embedded-keeper.mjs'),
  indexTask: path.resolve(here, '../workers/index.task.mjs'),
  evaluateTask: path.resolve(here, '../workers/evaluate.task.mjs'),
  migrations: path.resolve(here, '../../db/migrations'),
}

export type Container = Awaited<ReturnType<typeof createContainer>>

/** Wires every adapter to the services, in the order in which they need each other; `close` undoes it in reverse. */
export async function createContainer(env: Env, log: Logger) {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((err: unknown) => {
        log.warn({ err }, 'not closed')
      })
    }
  }
  try {
    return { ...(await wire(env, log, closers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function wire(env: Env, log: Logger, closers: (() => Promise<unknown>)[]) {
  const dataDir = path.resolve(env.DATA_DIR)
  const serviceSecret = env.SERVICE_SECRET ?? (await readOrCreateServiceSecret(dataDir))
  const sql = await connectDatabase(env, dataDir, log, closers)
  const redis = env.REDIS_URL ? createRedis(env.REDIS_URL, log) : null
  if (redis) {
    closers.push(() =>
      redis.quit().catch(() => {
        redis.disconnect()
      }),
    )
  }

  const trackRepository = createTrackRepository(sql, LADDER)
  const jobs = createJobRepository(sql)
  const threads = createIndexPool({
    filename: FILES.indexTask,
    threads: env.INDEX_THREADS,
    maxQueue: env.INDEX_QUEUE,
    batchMax: env.INDEX_BATCH_MAX,
    timeoutMs: env.INDEX_TIMEOUT_MS,
  })
  closers.push(() => threads.close())
  const evaluations = createEvaluationPool({ filename: FILES.evaluateTask })
  closers.push(() => evaluations.close())
  const ending = new AbortController()
  closers.push(() => {
    ending.abort(new DomainError('CANCELLED', 'The process is stopped.'))
    return Promise.resolve()
  })
  const quality = createQualityRepository(sql)
  const afterBuild = createEvaluateAfterBuild(
    {
      log,
      isWorthwhile: async () => (await quality.countPlaylists(MIN_TRACKS, MIN_PLAYLISTS)) >= MIN_PLAYLISTS,
      start: () => services.services.runEvaluation(RunEvaluation.parse({})),
    },
    EVALUATE_AFTER_MS,
  )
  closers.push(() => afterBuild.close())
  const versions = createIndexVersionRepository(sql)
  const readMeasured = () => readEvaluationCatalog(sql, VECTOR_SPEC.version)
  const seconds = env.INDEX_GATE_SECONDS
  const gated = seconds > 0
  const judging = { ...quality, ...evaluations, readCatalog: readMeasured, signal: ending.signal, log }
  const keeper = createIndexKeeper(
    {
      threads,
      versions,
      acceptVersion: createAcceptVersion({
        recallTarget: env.INDEX_RECALL_TARGET,
        ...(gated && { judge: (scalers) => judgeScaler(judging, scalers, { seconds }) }),
      }),
      log,
      directory: path.join(dataDir, 'index'),
      ...(env.EVALUATE_AFTER_BUILD ? { onBuilt: () => afterBuild.onBuilt() } : {}),
      vectors: {
        readAll: () => readAllVectors(sql, VECTOR_SPEC.version),
        readChanged: (after, limit) => readChangedVectors(sql, VECTOR_SPEC.version, after, limit),
        count: (upToSeq) => countVectors(sql, VECTOR_SPEC.version, upToSeq),
        forgetRemovals: () => forgetRemovals(sql),
      },
    },
    {
      exactMax: env.INDEX_EXACT_MAX,
      waitMax: gated ? Math.min(env.INDEX_EXACT_MAX, GATE_MIN_TRACKS - 1) : env.INDEX_EXACT_MAX,
      recallTarget: env.INDEX_RECALL_TARGET,
      keepVersions: env.INDEX_KEEP_VERSIONS,
      threads: env.INDEX_THREADS,
      releaseAfterMs: env.INDEX_TIMEOUT_MS + 1000,
    },
  )
  const findCandidates = createCandidateCache(
    (ids) => trackRepository.findCandidates(ids),
    () => keeper.findLive()?.lastSeq ?? 0,
    CANDIDATE_CACHE,
  )
  const tracks = { ...trackRepository, findCandidates }
  await keeper.start()
  await followDatabase(env, sql, keeper, log, closers)
  const live = keeper.findLive()?.version.version
  // A process that was stopped before it measured, or an older program, left a version without figures.
  if (env.EVALUATE_AFTER_BUILD && live !== undefined && (await quality.findLatest())?.version !== live) {
    afterBuild.onBuilt()
  }
  const spotify = await connectSpotify(env, log, closers)
  const runner = createJobRunner({ jobs, log }, { concurrency: JOB_CONCURRENCY, maxQueue: JOB_QUEUE })
  closers.push(() => runner.close())
  await jobs.failSilent(new DomainError('CANCELLED', 'The process that ran this job was stopped.'))
  const uploads = createUploads({ directory: path.join(dataDir, 'uploads'), maxBytes: env.IMPORT_MAX_BYTES })
  await uploads.clear()

  const locks = redis ? createRedisLocks(redis, log) : createMemoryLocks()
  const accounts = await createAccounts(env, sql, locks, spotify)
  const wired = {
    env,
    accounts,
    log,
    sql,
    redis,
    keeper,
    threads,
    jobs,
    runner,
    uploads,
    tracks,
    spotify,
    serviceSecret,
    ladder: LADDER,
    clicks: createClickRepository(sql),
    catalog: createCatalogRepository(sql),
    playlists: createPlaylistRepository(sql),
    songs: createSongRepository(sql),
    tokens: createTokenRepository(sql),
    features: createSpotifyFeatureSource(spotify.client),
    locks,
    index: createVectorSearch(keeper, threads),
    evaluations,
    quality,
    readEvaluationCatalog: readMeasured,
    answers: await createAnswerCache(env, log, redis, keeper),
  }
  const services = createServices(wired)
  const nightly = runDaily(env.INDEX_REBUILD_AT, (planned) => {
    services.rebuildNightly(planned).catch((err: unknown) => {
      log.warn({ err }, 'nightly rebuild not started')
    })
  })
  closers.push(() => {
    nightly.close()
    return Promise.resolve()
  })
  const listeners = await wireListeners(env, dataDir, createListenerRepository(sql), log, closers)
  forgetDaily(() => accounts.repository.deleteDue(), 'data of users who disconnected', log, closers)
  return { ...wired, ...services, listeners, toDomainError: toKnownError }
}

/** Deletes what is over, at the start and once a day; a process that fails to leaves it to the next day. */
function forgetDaily(
  forget: () => Promise<number>,
  what: string,
  log: Logger,
  closers: (() => Promise<unknown>)[],
): void {
  const run = () => {
    forget().then(
      (count) => {
        if (count > 0) log.info({ count }, `removed: ${what}`)
      },
      (err: unknown) => {
        log.warn({ err }, `not removed: ${what}`)
      },
    )
  }
  run()
  const daily = runDaily(FORGET_AT, run)
  closers.push(() => {
    daily.close()
    return Promise.resolve()
  })
}

/** Who clicks: sessions of browsers, names of tools; those who are gone are forgotten at start and once a day. */
async function wireListeners(
  env: Env,
  dataDir: string,
  listeners: ListenerRepository,
  log: Logger,
  closers: (() => Promise<unknown>)[],
): Promise<ListenerOptions> {
  const secrets =
    env.SESSION_SECRETS === undefined
      ? await readOrCreateSessionSecrets(dataDir)
      : parseSessionSecrets(env.SESSION_SECRETS)
  forgetDaily(() => listeners.forgetExpired(), 'expired sessions', log, closers)
  return {
    cookie: createSessionCookie({
      secrets,
      secure: isSecure(env),
      maxAgeSeconds: env.SESSION_DAYS * 86_400,
    }),
    sessions: createSessions(listeners, { days: env.SESSION_DAYS, rotateHours: env.SESSION_ROTATE_HOURS }),
    getNamedListener: (name) => listeners.getNamed(name),
    guestsPerHour: env.GUESTS_PER_HOUR,
  }
}

/** Every process takes over what the others write: woken by Postgres, and by the clock in case that went unheard. */
async function followDatabase(
  env: Env,
  sql: Sql,
  keeper: IndexKeeper,
  log: Logger,
  closers: (() => Promise<unknown>)[],
) {
  const follower = createIndexFollower({ follow: keeper.follow, log }, { pollMs: env.INDEX_POLL_MS })
  closers.push(() => follower.close())
  await sql.listen('segue_index', follower.wake, follower.wake)
}

async function connectDatabase(env: Env, dataDir: string, log: Logger, closers: (() => Promise<unknown>)[]) {
  let url = env.DATABASE_URL
  if (url === undefined) {
    const embedded = await startEmbeddedPostgres({ dataDir, keeper: FILES.keeper })
    closers.push(() => embedded.stop())
    url = embedded.url
  }
  const sql = createSql(url, {
    max: env.DATABASE_MAX_CONNECTIONS,
    connectTimeoutSeconds: env.DATABASE_CONNECT_TIMEOUT_SECONDS,
    onNotice: (notice) => {
      log.debug({ notice }, 'postgres')
    },
  })
  closers.push(() => sql.end({ timeout: 5 }))
  try {
    const applied = await migrate(sql, FILES.migrations)
    if (applied.length > 0) log.info({ applied }, 'database migrated')
  } catch (error) {
    if (error instanceof MigrationError) {
      throw new DomainError('CONFIG_INVALID', error.message, { cause: error })
    }
    throw toKnownError(error)
  }
  return sql
}
