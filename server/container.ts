import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSql, type Sql } from '~db/client'
import { migrate, MigrationError } from '~db/migrate'
import { startEmbeddedPostgres } from '~db/embedded'
import { connectSpotify } from './container-spotify'
import { createServices } from './container-services'
import { DomainError } from './domain/errors'
import { MIN_PLAYLISTS, MIN_TRACKS, RunEvaluation } from './domain/evaluation/limits'
import type { Env } from './env'
import { createSpotifyFeatureSource } from './features/spotify-source'
import { createClipIntake } from './files/clip-intake'
import { createUploads } from './files/uploads'
import { readOrCreateServiceSecret } from './identity/service-secret'
import { createJobRunner } from './jobs/job-runner'
import type { Logger } from './observability/logger'
import { createEvaluateAfterBuild } from './jobs/evaluate-after-build'
import { createAudioPool } from './pools/audio-pool'
import { createEvaluationPool } from './pools/evaluation-pool'
import { createIndexPool } from './pools/index-pool'
import { createRedis } from './redis/client'
import { createMemoryLocks, createRedisLocks } from './redis/locks'
import { createCalibrationRepository } from './repositories/calibration.repository'
import { createCandidateCache } from './repositories/candidate-cache'
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
  findOutdatedVectors,
  forgetRemovals,
  readAllVectors,
  readChangedVectors,
} from './repositories/vector.repository'
import { VECTOR_SPEC } from './domain/vector-spec'
import { createAcceptVersion } from './vector-index/accept-version'
import { runDaily } from './vector-index/daily'
import { createIndexFollower } from './vector-index/index-follower'
import { createIndexKeeper, type IndexKeeper } from './vector-index/index-keeper'
import { createVectorSearch } from './vector-index/vector-search'
import type { Ladder } from './services/ports'
import { recalibrate, type RecalibrateDeps } from './services/recalibrate'
import { rederiveVectors } from './services/rederive-vectors'

/** Spotify's own values first: they are measured on the whole recording; then what a file says they were. */
const LADDER: Ladder = ['spotify', 'reccobeats', 'file', 'dsp', 'metadata']
/** Jobs of this process at once: they wait for the network and the database most of the time. */
const JOB_CONCURRENCY = 2
const JOB_QUEUE = 1000
/** Without a build for this long, the catalog has settled and is worth measuring. */
const EVALUATE_AFTER_MS = 10_000
/** Vectors derived again between two lines of the log. */
const LOG_EVERY = 50_000
/** Some 300 bytes each. */
const CANDIDATE_CACHE = 100_000

const here = path.dirname(fileURLToPath(import.meta.url))
/** The bundle lies in build/server; what it needs lies beside it. */
const FILES = {
  keeper: path.resolve(here, '../db/embedded-keeper.mjs'),
  indexTask: path.resolve(here, '../workers/index.task.mjs'),
  audioTask: path.resolve(here, '../workers/audio.task.mjs'),
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
  const audio = createAudioPool({
    filename: FILES.audioTask,
    threads: env.AUDIO_THREADS,
    maxQueue: env.AUDIO_QUEUE,
    timeoutMs: env.AUDIO_TIMEOUT_MS,
    heapMb: env.AUDIO_HEAP_MB,
    onCrash: (err) => {
      log.error({ err }, 'audio analysis broke off')
    },
  })
  closers.push(() => audio.close())
  const clips = createClipIntake({
    maxBytes: env.CLIP_MAX_BYTES,
    maxUploads: env.CLIP_UPLOADS,
    timeoutMs: env.CLIP_UPLOAD_TIMEOUT_MS,
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
  const catalog = createCatalogRepository(sql)
  const calibrations = createCalibrationRepository(sql)
  const derivation: RecalibrateDeps = {
    catalog,
    calibrations,
    ladder: LADDER,
    findOutdated: (wanted, after, limit) => findOutdatedVectors(sql, wanted, after, limit),
    findCalibration: () => calibrations.find(),
  }
  const keeper = createIndexKeeper(
    {
      threads,
      versions,
      acceptVersion: createAcceptVersion({ recallTarget: env.INDEX_RECALL_TARGET }),
      prepare: () => recalibrate(derivation),
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
  await deriveOutdated(derivation, versions, log)
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

  const wired = {
    env,
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
    catalog,
    playlists: createPlaylistRepository(sql),
    songs: createSongRepository(sql),
    tokens: createTokenRepository(sql),
    features: createSpotifyFeatureSource(spotify.client),
    locks: redis ? createRedisLocks(redis, log) : createMemoryLocks(),
    index: createVectorSearch(keeper, threads),
    audio,
    clips,
    findCalibration: () => calibrations.find(),
    evaluations,
    quality,
    readEvaluationCatalog: () => readEvaluationCatalog(sql, VECTOR_SPEC.version),
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
  return { ...wired, ...services, toDomainError: toKnownError }
}

/**
 * Vectors of a program before this one are derived again before the index is looked at; one process does it, others
 * wait for it. Programs before this one go on answering from the index they have in memory meanwhile.
 */
async function deriveOutdated(
  derivation: RecalibrateDeps,
  versions: { whileBuilding: <T>(work: () => Promise<T>) => Promise<T> },
  log: Logger,
) {
  const wanted = { spec: VECTOR_SPEC.version, calibration: (await derivation.findCalibration()).id }
  if ((await derivation.findOutdated(wanted, '0', 1)).length === 0) return
  const count = await versions.whileBuilding(() =>
    rederiveVectors(derivation, (done) => {
      if (done % LOG_EVERY === 0) log.info({ done }, 'vectors derived again')
    }),
  )
  if (count > 0) log.info({ count, spec: VECTOR_SPEC.version }, 'vectors derived again from stored values')
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
