import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeDailyBackup } from '~db/backup/daily-backup'
import { createTokenRepository } from '../accounts/token.repository'
import type { Precedence } from '../catalog/ports'
import { createCatalogRepository } from '../catalog/store/catalog.repository'
import { createFileImportRepository } from '../catalog/store/file-import.repository'
import { keepTracks } from '../catalog/store/kept-tracks'
import { createReadingRepository } from '../catalog/store/reading.repository'
import { createTrackRepository } from '../catalog/store/track.repository'
import { createVersionRepository } from '../catalog/store/version.repository'
import { createKeptSummaryRepository } from '../catalog/summary/kept-summary.repository'
import { createDerivation } from '../catalog/vectors/derivation'
import { createClipIntake } from '../files/clip-intake'
import { createImportIntake } from '../files/import-intake'
import { createUploadRepository } from '../files/upload.repository'
import { createUploads } from '../files/uploads'
import { createPlaylistRepository } from '../ingestion/playlists/playlist.repository'
import { createSongRepository } from '../ingestion/song.repository'
import { createJobMetrics } from '../observability/job-metrics'
import type { Logger } from '../observability/logger'
import { tellTimes } from '../observability/relayed-times'
import { keepReserve, keepReserveOfUploads } from '../process/disk-reserve'
import type { Ending } from '../process/ending'
import type { Resources } from '../process/resources'
import type { Handover } from '../process/supervisor'
import { openNames } from '../search/open-names'
import { createClickRepository } from '../taste/click.repository'
import { createAccounts } from './accounts'
import { createAnswerCache } from './cache'
import { openStores } from './database'
import type { Env } from './env'
import { createFeatures, openAudio } from './features'
import { createIndex } from './index'
import { createJobs } from './jobs'
import { createJobProgress } from './progress'
import { openQuality } from './quality'
import { connectSpotify } from './spotify'

/** Spotify's own values first: they are measured on the whole recording; then what a file says they were. */
const PRECEDENCE: Precedence = ['spotify', 'reccobeats', 'file', 'dsp', 'metadata']

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

/** What use cases are made from. */
export type Wired = Awaited<ReturnType<typeof openAdapters>>
type Process = { resources: Resources; crash: Ending['crash']; beside: Handover | null }

/** Everything that talks to the world, opened in the order in which one needs the other. */
export async function openAdapters(env: Env, log: Logger, { resources, crash, beside }: Process) {
  const stores = await openStores(env, log, { files: FILES, resources, crash, beside })
  const { sql, databaseUrl, dataDir, checkSpace, redis, counts, numbers, locks, serviceSecret } = stores
  const progress = createJobProgress(env, { sql, redis, log }, resources)
  const jobMetrics = createJobMetrics()
  const jobs = createJobs({
    ...{ env, log, sql, resources, reporting: progress.reporting },
    metrics: beside === null ? jobMetrics : tellTimes(),
    backUp: async () => {
      const keep = env.retention.backupKeep
      const report = await writeDailyBackup({ url: databaseUrl, dataDir, keep, checkSpace })
      log.info(report, 'backup written')
    },
  })
  const { audio, requireAac } = await openAudio(env, log, FILES.audioTask, resources)
  const measuring = openQuality(env, {
    ...{ sql, log, resources, enqueue: jobs.enqueue, filename: FILES.evaluateTask },
  })
  const catalog = keepReserve(createCatalogRepository(sql), checkSpace)
  const derivation = createDerivation(sql, { catalog, precedence: PRECEDENCE, log })
  const { tracks, changes } = keepTracks(createTrackRepository(sql, PRECEDENCE))
  const { keeper, index, countQueued } = await createIndex({
    ...{ env, log, sql, databaseUrl, dataDir, resources, checkSpace, derivation, changes, files: FILES },
    ...measuring.ofIndex,
  })
  await measuring.catchUp(keeper.findLive()?.version.version)
  const sandboxUrl = beside?.sandboxUrl ?? null
  const { waits } = progress
  const spotify = await connectSpotify(
    env,
    log,
    { serviceSecret, redis, counts, numbers, sandboxUrl, waits },
    resources,
  )
  const names = openNames(
    {
      ...{ sql, log, filename: FILES.namesTask },
      size: env.process.role === 'worker' ? 0 : (keeper.findLive()?.count ?? 0),
    },
    resources,
  )
  return {
    ...{ env, log, ...stores, jobs, jobMetrics, progress, resources, audio, keeper, index, countQueued },
    ...{ spotify, catalog, tracks, names, precedence: PRECEDENCE },
    ...{
      quality: measuring.quality,
      evaluations: measuring.evaluations,
      readMeasured: measuring.readMeasured,
    },
    readingTask: FILES.readingTask,
    findCalibration: derivation.findCalibration,
    accounts: await createAccounts(env, { sql, locks, spotify, log }),
    features: await createFeatures({ env, log, sql, spotify, audio, counts, resources, requireAac }),
    answers: await createAnswerCache(env, log, redis, keeper),
    uploads: createUploads({
      store: keepReserveOfUploads(createUploadRepository(sql), checkSpace),
      maxBytes: env.imports.importMaxBytes,
      maxOwnBytes: env.limits.uploadsPerUserBytes,
      maxAllBytes: env.imports.uploadsMaxBytes,
    }),
    importIntake: createImportIntake({ maxBytes: env.imports.importMaxBytes }),
    clips: createClipIntake({
      maxBytes: env.limits.clipMaxBytes,
      maxUploads: env.limits.clipUploads,
      timeoutMs: env.limits.clipUploadTimeoutMs,
    }),
    clicks: createClickRepository(sql),
    playlists: createPlaylistRepository(sql),
    songs: createSongRepository(sql),
    tokens: createTokenRepository(sql),
    versions: createVersionRepository(sql),
    readings: createReadingRepository(sql),
    imports: createFileImportRepository(sql),
    keptSummary: createKeptSummaryRepository(sql),
  }
}
