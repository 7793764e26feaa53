import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeDailyBackup } from '~db/backup/daily-backup'
import { createAudioAnalyser } from '../audio/analyse-any'
import { loadAacDecoder } from '../audio/m4a/aac-decoder'
import { openDecoders } from '../audio/open-decoders'
import { createUnpack } from '../audio/unpack'
import { createAccounts } from './accounts'
import { createUpkeep } from './freshness'
import { createIndex } from './index'
import { createAnswerCache } from './cache'
import { connectDatabase } from './database'
import { connectSpotify } from './spotify'
import { createDerivation } from './derivation'
import { createFeatures } from './features'
import { createJobProgress } from './progress'
import { keepReserve, keepReserveOfUploads, requireSpaceToStart } from './disk'
import { createJobHandlers } from './handlers'
import { createJobs, type Jobs } from './jobs'
import { wireListeners } from './listeners'
import { openNames } from './names'
import { createServices } from './services'
import { DomainError } from '../domain/errors'
import { GATE_MIN_TRACKS } from '../quality/domain/gate'
import { MIN_PLAYLISTS, MIN_TRACKS, RunEvaluation } from '../quality/domain/limits'
import { startEvaluation } from '../quality/start-evaluation'
import { readSearchPath, type Env } from './env'
import { createClipIntake } from '../files/clip-intake'
import { createImportIntake } from '../files/import-intake'
import { createUploads } from '../files/uploads'
import { readOrCreateServiceSecret } from '../accounts/identity/service-secret'
import { createJobMetrics } from '../observability/job-metrics'
import type { Logger } from '../observability/logger'
import type { Ending } from '../process/ending'
import type { Handover } from '../process/supervisor'
import { tellTimes } from '../observability/relayed-times'
import { createEvaluateAfterBuild } from '../jobs/evaluate-after-build'
import { createAudioPool } from '../audio/audio-pool'
import { createEvaluationPool } from '../quality/evaluation-pool'
import { createFileReader } from '../files/file-reader'
import { createRedis } from '../redis/client'
import { createRedisLocks } from '../redis/locks'
import { createPostgresLocks } from '../postgres/locks'
import { createSharedCounts } from '../redis/shared-counts'
import { createAuditRepository } from '../accounts/audit.repository'
import { keepTracks } from '../catalog/store/kept-tracks'
import { createClickRepository } from '../taste/click.repository'
import { createFeatureMissRepository } from '../catalog/vectors/feature-miss.repository'
import { createListenerRepository } from '../accounts/listener.repository'
import { createCatalogRepository } from '../catalog/store/catalog.repository'
import { toKnownError } from '../postgres/database-error'
import { readEvaluationCatalog } from '../quality/evaluation-catalog.repository'
import { createFenceRepository } from '../postgres/fence.repository'
import { createSharedNumbers } from '../postgres/shared-numbers.repository'
import { createFileImportRepository } from '../catalog/store/file-import.repository'
import { createKeptSummaryRepository } from '../catalog/summary/kept-summary.repository'
import { createPlaylistRepository } from '../ingestion/playlists/playlist.repository'
import { createQualityRepository } from '../quality/quality.repository'
import { createReadingRepository } from '../catalog/store/reading.repository'
import { createSongRepository } from '../ingestion/song.repository'
import { createTokenRepository } from '../accounts/token.repository'
import { createTrackRepository } from '../catalog/store/track.repository'
import { createUploadRepository } from '../files/upload.repository'
import { createVersionRepository } from '../catalog/store/version.repository'
import { VECTOR_SPEC } from '../domain/features/vector-spec'
import type { Scaler } from '../domain/features/scaler'
import { judgeScaler } from '../quality/judge-scaler'
import type { Precedence } from '../catalog/ports'
import { needsRegrouping } from '../recordings/regroup-catalog'

/** Spotify's own values first: they are measured on the whole recording; then what a file says they were. */
const PRECEDENCE: Precedence = ['spotify', 'reccobeats', 'file', 'dsp', 'metadata']
/** Without a build for this long, the catalog has settled and is worth measuring. */
const EVALUATE_AFTER_MS = 10_000

const here = path.dirname(fileURLToPath(import.meta.url))
/** The bundle lies in build/server; what it needs lies beside it. */
const FILES = {
  keeper: path.resolve(here, '../db/embedded-keeper.mjs'),
  indexTask: path.resolve(here, '../workers/index.task.mjs'),
  scaleTask: path.resolve(here, '../workers/scale.task.mjs'),
  audioTask: path.resolve(here, '../workers/audio.task.mjs'),
  readingTask: path.resolve(here, '../workers/reading.task.mjs'),
  namesTask: path.resolve(here, '../workers/names.task.mjs'),
  evaluateTask: path.resolve(here, '../workers/evaluate.task.mjs'),
  migrations: path.resolve(here, '../../db/migrations'),
}

export type Container = Awaited<ReturnType<typeof createContainer>>

/** Wires every adapter to the services, in the order in which they need each other; `close` undoes it in reverse. */
export async function createContainer(
  env: Env,
  log: Logger,
  ending: Pick<Ending, 'crash'>,
  beside: Handover | null,
) {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((err: unknown) => {
        log.warn({ err }, 'not closed')
      })
    }
  }
  try {
    return { ...(await wire(env, log, closers, ending, beside)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function wire(
  env: Env,
  log: Logger,
  closers: (() => Promise<unknown>)[],
  { crash }: Pick<Ending, 'crash'>,
  beside: Handover | null,
) {
  const { role } = env.process
  const dataDir = path.resolve(env.process.dataDir)
  if (env.database.url === undefined && beside === null) await requireSpaceToStart(dataDir)
  const serviceSecret = env.accounts.serviceSecret ?? (await readOrCreateServiceSecret(dataDir))
  const { sql, databaseUrl, databaseDir, checkSpace } = await connectDatabase(
    env,
    { dataDir, beside, files: FILES, crash },
    log,
    closers,
  )
  const redis = env.redis.url ? createRedis(env.redis.url, log) : null
  if (redis) {
    closers.push(() =>
      redis.quit().catch(() => {
        redis.disconnect()
      }),
    )
  }

  const progress = createJobProgress(env, { sql, redis, log }, closers)
  const trackRepository = createTrackRepository(sql, PRECEDENCE)
  const jobMetrics = createJobMetrics()
  const jobs = createJobs({
    env,
    log,
    sql,
    metrics: beside === null ? jobMetrics : tellTimes(),
    reporting: progress.reporting,
    closers,
    backUp: async () => {
      const report = await writeDailyBackup({
        url: databaseUrl,
        dataDir,
        keep: env.retention.backupKeep,
        checkSpace,
      })
      log.info(report, 'backup written')
    },
  })
  const evaluations = createEvaluationPool({ filename: FILES.evaluateTask })
  closers.push(() => evaluations.close())
  const fileReader = createFileReader({
    filename: FILES.readingTask,
    threads: env.jobs.concurrency,
    onCrash: (err) => {
      log.error({ err }, 'a thread that reads files ended')
    },
  })
  closers.push(() => fileReader.close())
  const decoders = await openDecoders(env.audio.ffmpegPath, { searchPath: readSearchPath() })
  log.info({ ffmpeg: decoders.ffmpeg?.version ?? 'none' }, 'decoders of audio')
  const audioPool = createAudioPool({
    filename: FILES.audioTask,
    threads: env.audio.threads,
    maxQueue: env.limits.audioQueue,
    timeoutMs: env.limits.audioTimeoutMs,
    heapMb: env.limits.audioHeapMb,
    onCrash: (err) => {
      log.error({ err }, 'audio analysis broke off')
    },
  })
  closers.push(() => audioPool.close())
  const audio = createAudioAnalyser(audioPool, createUnpack(decoders))
  const clips = createClipIntake({
    maxBytes: env.limits.clipMaxBytes,
    maxUploads: env.limits.clipUploads,
    timeoutMs: env.limits.clipUploadTimeoutMs,
  })
  const importIntake = createImportIntake({ maxBytes: env.imports.importMaxBytes })
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
      start: () => startEvaluation(jobs.enqueue, RunEvaluation.parse({}), 'nightly'),
    },
    EVALUATE_AFTER_MS,
  )
  closers.push(() => afterBuild.close())
  const catalog = keepReserve(createCatalogRepository(sql), checkSpace)
  const derivation = createDerivation(sql, { catalog, precedence: PRECEDENCE, log })
  const readMeasured = () => readEvaluationCatalog(sql, VECTOR_SPEC.version)
  const seconds = env.index.gateSeconds
  const judging = { ...quality, ...evaluations, readCatalog: readMeasured, signal: ending.signal, log }
  const { tracks, changes } = keepTracks(trackRepository)
  const { keeper, index, countQueued } = await createIndex({
    changes,
    checkSpace,
    env,
    log,
    sql,
    databaseUrl,
    dataDir,
    files: FILES,
    closers,
    derivation,
    ...(seconds > 0 && {
      gate: {
        judge: (scalers: { current: Scaler; next: Scaler }) => judgeScaler(judging, scalers, { seconds }),
        minTracks: GATE_MIN_TRACKS,
      },
    }),
    ...(env.index.evaluateAfterBuild ? { onBuilt: () => afterBuild.onBuilt() } : {}),
  })
  const live = keeper.findLive()?.version.version
  // A process that was stopped before it measured, or an older program, left a version without figures.
  if (
    role !== 'web' &&
    env.index.evaluateAfterBuild &&
    live !== undefined &&
    (await quality.findLatest())?.version !== live
  ) {
    afterBuild.onBuilt()
  }
  const numbers = createSharedNumbers(sql)
  const counts = redis
    ? createSharedCounts(redis, log, { timeoutMs: env.limits.resultCacheTimeoutMs })
    : numbers.counts
  const spotify = await connectSpotify(
    env,
    log,
    {
      serviceSecret,
      redis,
      ...{ counts, numbers },
      sandboxUrl: beside?.sandboxUrl ?? null,
      waits: progress.waits,
    },
    closers,
  )
  const uploads = createUploads({
    store: keepReserveOfUploads(createUploadRepository(sql), checkSpace),
    maxBytes: env.imports.importMaxBytes,
    maxOwnBytes: env.limits.uploadsPerUserBytes,
    maxAllBytes: env.imports.uploadsMaxBytes,
  })

  const fences = createFenceRepository(sql)
  const drawFence = (name: string) => fences.draw(name)
  const locking = { drawFence, lockMs: env.limits.ingestLockMs }
  const locks = redis
    ? createRedisLocks(redis, log, locking)
    : openPostgresLocks(databaseUrl, locking, closers)
  const readings = createReadingRepository(sql)
  const imports = createFileImportRepository(sql)
  const accounts = await createAccounts(env, { sql, locks, spotify, log })
  const wired = {
    env,
    accounts,
    log,
    sql,
    redis,
    keeper,
    index,
    countQueued,
    jobs,
    progress,
    jobMetrics,
    uploads,
    tracks,
    spotify,
    serviceSecret,
    precedence: PRECEDENCE,
    clicks: createClickRepository(sql),
    catalog,
    playlists: createPlaylistRepository(sql),
    songs: createSongRepository(sql),
    tokens: createTokenRepository(sql),
    versions: createVersionRepository(sql),
    features: await createFeatures({
      ...{ env, log, sql, spotify, audio, counts, closers },
      requireAac: () => (decoders.ffmpeg ? Promise.resolve() : loadAacDecoder()),
    }),
    locks,
    readings,
    imports,
    audio,
    clips,
    importIntake,
    findCalibration: derivation.findCalibration,
    quality,
    names: openNames(
      { sql, log, filename: FILES.namesTask, size: role === 'worker' ? 0 : (keeper.findLive()?.count ?? 0) },
      closers,
    ),
    keptSummary: createKeptSummaryRepository(sql),
    answers: await createAnswerCache(env, log, redis, keeper),
  }
  const services = createServices(wired)
  const upkeep = createUpkeep(wired, services)
  const listenerRepository = createListenerRepository(sql)
  const misses = createFeatureMissRepository(sql)
  const working = {
    ...upkeep,
    evaluations,
    fileReader,
    readEvaluationCatalog: readMeasured,
    forgetMisses: (ids: string[]) => misses.forget(ids),
    forgetSessions: () => listenerRepository.forgetExpired(),
    forgetLeftovers: () =>
      Promise.all([
        fences.forgetOld(),
        numbers.forgetOld(),
        imports.forgetOld(),
        readings.forgetOld(),
        wired.keptSummary.forgetOld(),
        createAuditRepository(sql).forgetOld(),
      ]),
  }
  await jobs.startWork(createJobHandlers(wired, working))
  if (role !== 'web') await enqueueAtStart(jobs, wired, log)
  // Counted ahead, so that the first reader of the page does not wait for it.
  if (role !== 'worker') {
    services.services.summariseCatalog().catch((err: unknown) => {
      log.debug({ err }, 'catalog not summed up at the start')
    })
  }
  const listeners = await wireListeners(env, dataDir, listenerRepository, accounts.rights)
  const handover: Handover = { databaseUrl, databaseDir, sandboxUrl: spotify.sandboxUrl }
  return { ...wired, ...services, listeners, handover, toDomainError: toKnownError }
}

function openPostgresLocks(
  url: string,
  options: Parameters<typeof createPostgresLocks>[1],
  closers: (() => Promise<unknown>)[],
) {
  const locks = createPostgresLocks(url, options)
  closers.push(() => locks.close())
  return locks
}

/** Nobody waits for these: what is over goes, and tracks that an older program stored are grouped. */
async function enqueueAtStart(
  { enqueue }: Jobs,
  wired: Parameters<typeof needsRegrouping>[0],
  log: Logger,
): Promise<void> {
  const priority = 'nightly'
  try {
    await enqueue('retention', 'what is over', {}, { priority })
    if (await needsRegrouping(wired)) await enqueue('group-releases', 'all tracks', {}, { priority })
  } catch (err) {
    log.warn({ err }, 'nightly work is left to the night')
  }
}
