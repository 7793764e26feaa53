import type { EvaluationCatalog } from './domain/evaluation/catalog'
import { DEFAULT_LIMITS } from './domain/evaluation/limits'
import { DomainError } from './domain/errors'
import { isSpotifyId } from './domain/spotify-ref'
import { toUnitVector, type ShapedVector } from './domain/vector'
import type { Env } from './env'
import { readDisk } from './files/read-disk'
import { readTrackFile } from './files/read-track-file'
import type { ClipIntake } from './files/clip-intake'
import type { Uploads } from './files/uploads'
import { createClipSeal } from './identity/clip-seal'
import { verifyServiceToken } from './identity/service-token'
import type { JobRunner, JobWork } from './jobs/job-runner'
import type { Logger } from './observability/logger'
import type { Readiness } from './http/options'
import type { VerifyToken } from './http/identity'
import type { Accounts } from './container-accounts'
import { createAccountServices } from './container-account-services'
import type { createAnswerCache } from './container-cache'
import { createJobServices } from './container-job-services'
import type { JobProgress } from './container-progress'
import type { SpotifyConnection } from './container-spotify'
import type { Sql } from '~db/client'
import type { EvaluateTask } from '~workers/protocol'
import type { Redis } from './redis/client'
import type { FeatureMissRepository } from './repositories/feature-miss.repository'
import type { JobRepository } from './repositories/job.repository'
import type { PlaylistRepository } from './repositories/playlist.repository'
import type { SongRepository } from './repositories/song.repository'
import type { TokenRepository } from './repositories/token.repository'
import type { ClickRepository } from './repositories/click.repository'
import type { TrackRepository } from './repositories/track.repository'
import type { VersionRepository } from './repositories/version.repository'
import { createCatalogSample } from './services/catalog-sample'
import { checkReadiness } from './services/check-readiness'
import type { EvaluationPool } from './pools/evaluation-pool'
import type { QualityRepository } from './repositories/quality.repository'
import { evaluateCatalog } from './services/evaluate-catalog'
import { joinVersions, splitVersion, undoVersions } from './services/decide-versions'
import { continueMany } from './services/continue-many'
import { describeIndex } from './services/describe-index'
import { examine } from './services/examine'
import { createEnergySlope } from './services/energy-slope'
import { ensureTrack } from './services/ensure-track'
import { findNeighbours } from './services/find-neighbours'
import { findSimilar, type FindSimilarInput } from './services/find-similar'
import { findSimilarCached } from './services/find-similar-cached'
import { findSimilarClip } from './services/find-similar-clip'
import { hearClip } from './services/hear-clip'
import { importFile } from './services/import-file'
import { ingestPlaylist, type IngestPlaylistDeps } from './services/ingest-playlist'
import { matchLines } from './services/match-lines'
import { listVersions } from './services/list-versions'
import { openLink } from './services/open-link'
import { openTracks } from './services/open-tracks'
import { planJourney } from './services/plan-journey'
import { createReadTaste } from './services/read-taste'
import { recordClick } from './services/record-click'
import { markTracks, showTaste } from './services/show-taste'
import type {
  AudioAnalyser,
  CatalogStore,
  FeatureLookup,
  Ladder,
  Locks,
  StoredCalibration,
  VectorSearch,
} from './services/ports'
import { regroupCatalog } from './services/regroup-catalog'
import { summarisePlaylist } from './services/summarise-playlist'
import type { Services } from './trpc/services'
import type { IndexKeeper } from './vector-index/index-keeper'

export type Wired = {
  accounts: Accounts
  env: Env
  log: Logger
  sql: Sql
  redis: Redis | null
  keeper: IndexKeeper
  jobs: JobRepository
  runner: JobRunner
  progress: JobProgress
  misses: FeatureMissRepository
  uploads: Uploads
  tracks: TrackRepository
  clicks: ClickRepository
  playlists: PlaylistRepository
  songs: SongRepository
  tokens: TokenRepository
  versions: VersionRepository
  spotify: SpotifyConnection
  serviceSecret: string
  ladder: Ladder
  catalog: CatalogStore
  features: FeatureLookup
  locks: Locks
  index: VectorSearch
  audio: AudioAnalyser
  clips: ClipIntake
  findCalibration: () => Promise<StoredCalibration>
  evaluations: EvaluationPool
  readEvaluationCatalog: () => Promise<EvaluationCatalog>
  quality: QualityRepository
  answers: Awaited<ReturnType<typeof createAnswerCache>>
}

const EXAMPLES = 8
const RECENT_PLAYLISTS = 12

/** Every use case with its ports filled in. */
export function createServices(wired: Wired) {
  const { tracks, jobs, runner, keeper, playlists, index, spotify, clicks } = wired
  const storing = { catalog: wired.catalog, ladder: wired.ladder, index: keeper, locks: wired.locks }

  const searching = { tracks, index, sample: createCatalogSample({ tracks, index }) }
  const deciding = { ...storing, tracks, versions: wired.versions }
  const travelling = { ...searching, energySlope: createEnergySlope(searching) }

  const tasting = {
    clicks,
    tracks,
    index,
    findBasis: () => {
      const live = keeper.findLive()
      return live ? `${String(live.version.version)} ${String(live.lastSeq)}` : 'none'
    },
    maxClicks: wired.env.TASTE_MAX_CLICKS,
    perMinute: wired.env.TASTE_CLICKS_PER_MINUTE,
  }
  const readTaste = createReadTaste(tasting)

  const place = (shaped: ShapedVector) => toUnitVector(shaped, keeper.getLive().version.scaler)
  const seal = createClipSeal(wired.serviceSecret)
  const maxSeconds = wired.env.CLIP_MAX_SECONDS
  const hearing = { audio: wired.audio, readBytes: wired.clips.readBytes, seal, maxSeconds }

  /** Reads what `source` gives under the id: as everybody sees it, or for one user alone. */
  const startIngestion = async (
    id: string,
    source: IngestPlaylistDeps['spotify'] = spotify.client,
    reader: string | null = null,
  ) => {
    const deps = {
      ...storing,
      spotify: source,
      reader,
      features: wired.features,
      playlists,
      tracks,
      maxItems: wired.env.PLAYLIST_MAX_ITEMS,
      patienceSeconds: wired.env.SPOTIFY_PATIENCE_SECONDS,
    }
    const work: JobWork = (tools) =>
      wired.progress.waits.listen(tools.progress.waitFor, () => ingestPlaylist(deps, id, tools))
    const { job } = await runner.start('ingest-playlist', id, work, reader)
    return job
  }
  const show = (listenerId: string | null) => showTaste({ ...tasting, readTaste }, listenerId)
  const accounts = createAccountServices({ ...wired, showTaste: show }, startIngestion)

  const startRebuild = async (since?: Date) => {
    const { job } = await runner.start('rebuild-index', 'index', async ({ progress }) => {
      progress('building', 0, null)
      await keeper.rebuild(since)
      return null
    })
    return job
  }
  const ensure = (id: string, signal: AbortSignal) =>
    ensureTrack({ ...storing, tracks, spotify: spotify.client, features: wired.features }, id, signal)

  const matching = {
    songs: wired.songs,
    tracks,
    ensureTrack: ensure,
    searchTracks: (artist: string, title: string, signal: AbortSignal) =>
      spotify.client.searchTracks(artist, title, signal),
    maxSearches: wired.env.PASTE_MAX_SEARCHES,
  }

  /** A playlist of Spotify that was read before, or one that is known to be public. */
  const findOpenPlaylist = async () => {
    const recent = await playlists.listRecent(RECENT_PLAYLISTS)
    return recent.find(({ id }) => isSpotifyId(id))?.id ?? spotify.seedPlaylists[0] ?? null
  }

  const services: Services = {
    overview: async () => {
      const [counts, examples, recent] = await Promise.all([
        tracks.countCatalog(),
        tracks.findExamples(EXAMPLES),
        playlists.listRecent(RECENT_PLAYLISTS),
      ])
      const { current } = await describeIndex({ keeper, tracks })
      return { ...counts, examples, playlists: recent, index: current, spotify: spotify.kind }
    },
    openLink: async (text, user, signal) => {
      const ingesting = await accounts.ingestingFor(user)
      return openLink({ ensureTrack: ensure, ...ingesting }, text, signal)
    },
    accounts: accounts.services,
    openTracks: (texts, signal) => openTracks({ ensureTrack: ensure }, texts, signal),
    matchLines: (text, signal) => matchLines(matching, text, signal),
    findSimilar: async (input, listenerId) => {
      const listener = listenerId === null ? null : await readTaste(listenerId)
      const find = (asked: FindSimilarInput) => findSimilar(searching, asked, listener)
      return findSimilarCached({ ...wired.answers, find }, input, listener?.version ?? null)
    },
    recordClick: (input, ensureListener) => recordClick(tasting, input, ensureListener),
    removeClick: (listenerId, which) =>
      'id' in which ? clicks.remove(listenerId, which.id) : clicks.removeTrack(listenerId, which.track),
    clearTaste: (listenerId) => clicks.clear(listenerId),
    showTaste: show,
    markTracks: (listenerId, ids) => markTracks(tasting, listenerId, ids),
    hearClip: (body, signal) => hearClip(hearing, body, signal),
    findSimilarClip: (input) =>
      findSimilarClip({ ...searching, place, seal, findCalibration: wired.findCalibration }, input),
    clipLimits: () => ({ maxBytes: wired.clips.maxBytes, maxSeconds }),
    findNeighbours: (ids, options) => findNeighbours(searching, ids, options),
    continueMany: (lists, options) => continueMany(searching, lists, options),
    planJourney: (input) => planJourney(travelling, input),
    listVersions: (id) => listVersions(deciding, id),
    splitVersion: (id, decision) => splitVersion(deciding, id, decision),
    joinVersions: (ids, decision) => joinVersions(deciding, ids, decision),
    undoVersions: (id, by) => undoVersions(deciding, id, by),
    listTrackIds: async (after, limit) => {
      const ids = await tracks.listSearchable(after, limit)
      return { ids, next: ids.length < limit ? null : (ids.at(-1) ?? null) }
    },
    summarisePlaylist: async (id, user) => {
      const userId = user?.id ?? null
      const [stored, job] = await Promise.all([
        playlists.findFor(userId, id),
        jobs.findLatest('ingest-playlist', id, userId),
      ])
      if (!stored && !job) throw new DomainError('PLAYLIST_NOT_FOUND', 'This playlist is not in the catalog.')
      return { summary: stored ? await summarisePlaylist({ playlists, tracks, index }, id) : null, job }
    },
    ...createJobServices(wired, storing, startIngestion),
    importFile: async (body, { filename, name }) => {
      const upload = await wired.uploads.keep(body)
      const { job, joined } = await runner.start('import-file', filename, async (tools) => {
        try {
          const events = readTrackFile(upload.open(), { filename })
          return await importFile({ ...storing, playlists }, { events, filename, asPlaylist: name }, tools)
        } finally {
          await upload.remove()
        }
      })
      if (joined) await upload.remove()
      return job
    },
    indexStatus: () => describeIndex({ keeper, tracks }),
    rebuildIndex: () => startRebuild(),
    rollBackIndex: async (version) => {
      await keeper.rollback(version)
      return describeIndex({ keeper, tracks })
    },
    latestQuality: () => wired.quality.findLatest(),
    runEvaluation: async ({ playlists: limit, seed }) => {
      const deps = {
        getVersion: () => keeper.getLive().version,
        readCatalog: wired.readEvaluationCatalog,
        evaluate: (task: EvaluateTask, signal: AbortSignal) => wired.evaluations.evaluate(task, signal),
        listSearchable: (after: null, limit: number) => tracks.listSearchable(after, limit),
        findNeighbours: (ids: string[], k: number) => findNeighbours(searching, ids, { k, mode: 'similar' }),
        quality: wired.quality,
      }
      const limits = { ...DEFAULT_LIMITS, playlists: limit }
      const subject = `${String(limit)} playlists, seed ${String(seed)}`
      const { job } = await runner.start('evaluate-catalog', subject, async (tools) => {
        await evaluateCatalog(deps, { seed, limits }, tools)
        return null
      })
      return job
    },
    verifyIndex: () => keeper.verify(),
    examine: () =>
      examine(
        {
          probe: () => spotify.probe(findOpenPlaylist),
          resting: spotify.resting,
          readiness: () => checkReadiness(toProbes(wired)),
          readDisk: () => readDisk(wired.env.DATA_DIR),
          publicUrl: toPublicUrl(wired.env),
          sandbox: spotify.kind === 'sandbox',
          sources: [...wired.env.FEATURE_SOURCES, 'file', 'metadata'],
        },
        null,
      ),
  }

  const verifyToken: VerifyToken = async (token) => {
    const caller = await verifyServiceToken(token, wired.serviceSecret)
    return {
      kind: 'service',
      role: caller.role,
      subject: caller.subject,
      useOnce: () => wired.tokens.useOnce(caller.jti, caller.expiresAt),
    }
  }

  return {
    services,
    verifyToken,
    startIngestion,
    /** Every process asks at the planned time; the first builds, the others find it done. */
    rebuildNightly: (planned: Date) => startRebuild(planned),
    regroupCatalog: (signal: AbortSignal) => regroupCatalog(deciding, signal),
    readiness: (): Promise<Readiness> => checkReadiness(toProbes(wired)),
  }
}

function toPublicUrl({ PUBLIC_URL, HOST, PORT }: Env): string {
  return PUBLIC_URL ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${String(PORT)}`
}

function toProbes({ sql, redis, keeper, spotify }: Wired) {
  return {
    postgres: async () => {
      await sql`select 1`
      return 'answers'
    },
    redis: redis ? async () => `answers ${(await redis.ping()).toLowerCase()}` : null,
    index: () => {
      const { version, count } = keeper.getLive()
      return Promise.resolve(`version ${String(version.version)}, ${String(count)} tracks`)
    },
    spotify: () => Promise.resolve(spotify.kind === 'sandbox' ? 'sandbox' : 'client id set'),
  }
}
