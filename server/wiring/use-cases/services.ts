import { RunEvaluation } from '../../quality/domain/limits'
import type { Job, JobPriority } from '../../domain/job'
import { DomainError } from '../../domain/errors'
import { isSpotifyId } from '../../domain/spotify-ref'
import { STRANGER } from '../../domain/viewer'
import { toUnitVector, type ShapedVector } from '../../domain/features/vector'
import type { Env } from '../env'
import { readDisk } from '../../files/read-disk'
import { createClipSeal } from '../../clip/clip-seal'
import { verifyServiceToken } from '../../accounts/identity/service-token'
import type { Readiness } from '../../http/options'
import type { VerifyToken } from '../../http/identity'
import { createAccountServices } from './account-services'
import { toRetentionBounds } from '../freshness'
import { createJobServices } from './job-services'
import { createAuditRepository } from '../../accounts/audit.repository'
import { createImportedRepository } from '../../accounts/imported.repository'
import { tooManyImports } from '../../jobs/job-queue.repository'
import { createListenerRepository } from '../../accounts/listener.repository'
import { createSummaryRepository } from '../../catalog/summary/summary.repository'
import { createCatalogSample } from '../../similar/catalog-sample'
import { checkReadiness } from '../../status/check-readiness'
import { joinVersions, splitVersion, undoVersions } from '../../recordings/decide-versions'
import { continueMany } from '../../similar/continue-many'
import { describeIndex } from '../../status/describe-index'
import { examine } from '../../status/examine'
import { createEnergySlope } from '../../journey/energy-slope'
import { ensureTrack } from '../../catalog/ensure-track'
import { findNeighbours } from '../../similar/find-neighbours'
import { findSimilar, type FindSimilarInput } from '../../similar/find-similar'
import { findSimilarCached } from '../../similar/find-similar-cached'
import { findSimilarClip } from '../../clip/find-similar-clip'
import { hearClip } from '../../clip/hear-clip'
import { matchLines } from '../../ingestion/match-lines'
import { listVersions } from '../../recordings/list-versions'
import { openLink } from '../../ingestion/links/open-link'
import { openTracks } from '../../ingestion/links/open-tracks'
import { resolveLinks } from '../../ingestion/links/resolve-links'
import { planJourney } from '../../journey/plan-journey'
import { searchTracks } from '../../search/search-tracks'
import { createReadTaste } from '../../taste/read-taste'
import { recordAct } from '../../accounts/record-act'
import { recordClick } from '../../taste/record-click'
import { markTracks, showTaste } from '../../taste/show-taste'
import { previewRetention } from '../../catalog/upkeep/preview-retention'
import { createSummariseCatalog } from '../../catalog/summary/summarise-catalog'
import { summarisePlaylist } from '../../ingestion/playlists/summarise-playlist'
import type { Services } from '../../trpc/services'
import { createRetentionPreviewRepository } from '../../catalog/upkeep/retention-preview.repository'
import { openLive } from '../../vector-index/open-live'
import type { Wired } from './wired'

const EXAMPLES = 8
const RECENT_PLAYLISTS = 12

/** Every use case with its ports filled in. */
export function createServices(wired: Wired) {
  const { tracks, jobs, keeper, playlists, index, spotify, clicks } = wired
  const storing = { catalog: wired.catalog, precedence: wired.precedence, index: keeper, locks: wired.locks }

  const searching = { tracks, index, sample: createCatalogSample({ tracks, index }) }
  const deciding = { ...storing, tracks, versions: wired.versions }
  const travelling = { ...searching, energySlope: createEnergySlope(searching) }

  /** Another one at every change of the index; null where there is none. */
  const findBasis = () => {
    const live = keeper.findLive()
    return live ? `${String(live.version.version)} ${String(live.lastSeq)}` : null
  }
  const tasting = {
    clicks,
    tracks,
    index,
    findBasis: () => findBasis() ?? 'none',
    maxClicks: wired.env.limits.tasteMaxClicks,
    perMinute: wired.env.limits.tasteClicksPerMinute,
  }
  const readTaste = createReadTaste(tasting)

  const place = async (shaped: ShapedVector) => toUnitVector(shaped, (await openLive(keeper)).version.scaler)
  const seal = createClipSeal(wired.serviceSecret)
  const maxSeconds = wired.env.limits.clipMaxSeconds
  const hearing = { audio: wired.audio, readBytes: wired.clips.readBytes, seal, maxSeconds }

  /** Reads a playlist as everybody sees it, or for one user alone; or that user's Liked Songs. */
  const startIngestion = async (
    id: string,
    reader: string | null = null,
    liked: { ownerName: string | null } | null = null,
  ) => {
    const input = { playlist: id, reader, liked }
    const { job } = await jobs.enqueue('ingest-playlist', id, input, { userId: reader })
    return job
  }
  const show = (listenerId: string | null) => showTaste({ ...tasting, readTaste }, listenerId)
  const acting = {
    audit: createAuditRepository(wired.sql),
    secret: wired.serviceSecret,
    warn: (err: unknown) => {
      wired.log.error({ err }, 'an act was not kept')
    },
  }
  const imported = createImportedRepository(wired.sql)
  const accounts = createAccountServices(
    { ...wired, imported, sessions: createListenerRepository(wired.sql), showTaste: show },
    startIngestion,
  )

  const ensure = (id: string, signal: AbortSignal) =>
    ensureTrack({ ...storing, tracks, spotify: spotify.client, features: wired.features }, id, signal)

  const opening = { ensureTrack: ensure, followShortLink: spotify.followShortLink }

  const matching = {
    songs: wired.songs,
    tracks,
    ...opening,
    searchTracks: (artist: string, title: string, signal: AbortSignal) =>
      spotify.client.searchTracks(artist, title, signal),
    maxSearches: wired.env.limits.pasteMaxSearches,
  }

  const startEvaluation = async (input: RunEvaluation, priority: JobPriority) => {
    const subject = `${String(input.playlists)} playlists, seed ${String(input.seed)}`
    return (await jobs.enqueue('evaluate-catalog', subject, input, { priority })).job
  }

  /** A playlist of Spotify that was read before, or one that is known to be public. */
  const findOpenPlaylist = async () => {
    const recent = await playlists.listRecent(STRANGER, RECENT_PLAYLISTS)
    return recent.find(({ id }) => isSpotifyId(id))?.id ?? spotify.seedPlaylists[0] ?? null
  }

  const examining = {
    probe: () => spotify.probe(findOpenPlaylist),
    resting: spotify.resting,
    readiness: () => checkReadiness(toProbes(wired)),
    readDisk: () => readDisk(wired.env.process.dataDir),
    publicUrl: toPublicUrl(wired.env),
    sandbox: spotify.kind === 'sandbox',
    sources: [...wired.env.sources.featureSources, 'file', 'metadata'],
  }

  const services: Services = {
    overview: async (viewer) => {
      const [counts, examples, recent] = await Promise.all([
        tracks.countCatalog(),
        tracks.findExamples(EXAMPLES),
        playlists.listRecent(viewer, RECENT_PLAYLISTS),
      ])
      const { current } = await describeIndex({ keeper, tracks })
      return { ...counts, examples, playlists: recent, index: current, spotify: spotify.kind }
    },
    summariseCatalog: createSummariseCatalog({
      figures: createSummaryRepository(wired.sql),
      tracks,
      index,
      precedence: wired.precedence,
      sampleSize: wired.env.limits.summarySample,
      findBasis,
      kept: wired.keptSummary,
    }),
    openLink: async (text, user, signal) => {
      const ingesting = await accounts.ingestingFor(user)
      return openLink({ ...opening, ...ingesting }, text, signal)
    },
    accounts: accounts.services,
    openTracks: (texts, signal) => openTracks(opening, texts, signal),
    resolveLinks: (texts, signal) => resolveLinks(opening, texts, signal),
    searchTracks: (input) => searchTracks({ ...wired.names, tracks }, input),
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
    summarisePlaylist: async (id, viewer) => {
      const [stored, job] = await Promise.all([
        playlists.findFor(viewer, id),
        jobs.rows.findLatest('ingest-playlist', id, viewer),
      ])
      if (!stored && !job) throw new DomainError('PLAYLIST_NOT_FOUND', 'This playlist is not in the catalog.')
      return { summary: stored ? await summarisePlaylist({ playlists, tracks, index }, id) : null, job }
    },
    ...createJobServices(wired),
    importFile: (body, upload, user) => startImport(wired, body, upload, user),
    importLimits: () => ({ maxBytes: wired.env.imports.importMaxBytes }),
    recordAct: (act) => recordAct(acting, act),
    listActs: (limit) => acting.audit.list(limit),
    imported,
    indexStatus: () => describeIndex({ keeper, tracks }),
    rebuildIndex: async () => (await jobs.enqueue('rebuild-index', 'index', { since: null })).job,
    rollBackIndex: async (version) => {
      await keeper.rollback(version)
      return describeIndex({ keeper, tracks })
    },
    latestQuality: () => wired.quality.findLatest(),
    runEvaluation: (input) => startEvaluation(input, 'person'),
    verifyIndex: () => keeper.verify(),
    previewRetention: () =>
      previewRetention(
        { retention: createRetentionPreviewRepository(wired.sql) },
        toRetentionBounds(wired.env),
      ),
    examine: async (user) => examine(examining, await accounts.findExamined(user)),
    examineAccount: async (accountId) => examine(examining, await accounts.getExamined(accountId)),
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
    /** After a build, when nobody waits for it. */
    evaluateNightly: () => startEvaluation(RunEvaluation.parse({}), 'nightly'),
    /** Whether many tracks may be asked for in one call. */
    mayBatch: async () => (await spotify.probe(findOpenPlaylist)).batch.state === 'open',
    readiness: (): Promise<Readiness> => checkReadiness(toProbes(wired)),
  }
}

/** Keeps the file and has it imported. Throws BUSY, FILE_TOO_LARGE and TOO_MANY_IMPORTS. */
async function startImport(
  { env, jobs, uploads }: Wired,
  ...[body, { filename, name, replace }, user]: Parameters<Services['importFile']>
): Promise<Job> {
  const atOnce = env.limits.importsPerUser
  // Before the file is taken in, which may be large; once more when it is here.
  if (user && (await jobs.rows.countUnderWay('import-file', user.id)) >= atOnce) throw tooManyImports(atOnce)
  const owner = user?.id ?? null
  const upload = await uploads.keep(body, owner)
  const input = { upload: upload.id, fileKey: upload.sha256, filename, name, replace, owner }
  const remove = () => uploads.remove(upload.id)
  try {
    // The same file under the same names is the same work; another one of that name is not.
    const joinKey = [upload.sha256, filename, name ?? '', ...(replace ? ['replace'] : [])].join(' ')
    const askedBy = user ? { userId: user.id, atOnce } : undefined
    const whose = { userId: owner, askedBy }
    const { job, created } = await jobs.enqueue('import-file', filename, input, { joinKey, ...whose })
    if (!created) await remove()
    return job
  } catch (error) {
    await remove()
    throw error
  }
}

function toPublicUrl({ http: { publicUrl, host, port } }: Env): string {
  return publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`
}

function toProbes({ sql, redis, keeper, spotify, jobs }: Wired) {
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
    jobs: () => Promise.resolve(jobs.describe()),
    spotify: () => Promise.resolve(spotify.kind === 'sandbox' ? 'sandbox' : 'client id set'),
  }
}
