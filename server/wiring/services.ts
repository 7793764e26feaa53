import { createAuditRepository } from '../accounts/audit.repository'
import { completeSignIn } from '../accounts/complete-sign-in'
import { describeAccount } from '../accounts/describe-account'
import type { SessionUser } from '../accounts/domain/account'
import { exportAll } from '../accounts/export-all'
import { createVerifyToken } from '../accounts/identity/verify-token'
import { createImportedRepository } from '../accounts/imported.repository'
import { createListenerRepository } from '../accounts/listener.repository'
import { listOwnPlaylists } from '../accounts/own-playlists'
import { readAsUser } from '../accounts/read-as-user'
import { recordAct } from '../accounts/record-act'
import { ensureTrack } from '../catalog/ensure-track'
import { listTrackIds } from '../catalog/list-track-ids'
import { createReadOverview } from '../catalog/read-overview'
import { showOverview } from '../catalog/show-overview'
import { createSummariseCatalog } from '../catalog/summary/summarise-catalog'
import { createSummaryRepository } from '../catalog/summary/summary.repository'
import { previewRetention } from '../catalog/upkeep/preview-retention'
import { createRetentionPreviewRepository } from '../catalog/upkeep/retention-preview.repository'
import { createClipSeal } from '../clip/clip-seal'
import { findSimilarClip } from '../clip/find-similar-clip'
import { hearClip } from '../clip/hear-clip'
import { toUnitVector, type ShapedVector } from '../domain/features/vector'
import { readDisk } from '../files/read-disk'
import { startImport } from '../ingestion/files/start-import'
import { openLink } from '../ingestion/links/open-link'
import { openTracks } from '../ingestion/links/open-tracks'
import { resolveLinks } from '../ingestion/links/resolve-links'
import { matchLines } from '../ingestion/match-lines'
import { showPlaylist } from '../ingestion/playlists/show-playlist'
import { createStartIngestion } from '../ingestion/playlists/start-ingestion'
import { cancelJob } from '../jobs/cancel-job'
import { resumeJob } from '../jobs/resume-job'
import { retryFailures } from '../jobs/retry-failures'
import { createShowJobs } from '../jobs/show-jobs'
import { createEnergySlope } from '../journey/energy-slope'
import { planJourney } from '../journey/plan-journey'
import type { RunEvaluation } from '../quality/domain/limits'
import { startEvaluation } from '../quality/start-evaluation'
import { joinVersions, splitVersion, undoVersions } from '../recordings/decide-versions'
import { listVersions } from '../recordings/list-versions'
import { searchTracks } from '../search/search-tracks'
import { createCatalogSample } from '../similar/catalog-sample'
import { continueMany } from '../similar/continue-many'
import { findForListener } from '../similar/find-for-listener'
import { findNeighbours } from '../similar/find-neighbours'
import { checkReadiness } from '../status/check-readiness'
import { describeIndex, toView } from '../status/describe-index'
import { examine } from '../status/examine'
import { findExamined, getExamined } from '../status/find-examined'
import { findOpenPlaylist } from '../status/find-open-playlist'
import { createProbes } from '../status/probe-parts'
import { createReadTaste } from '../taste/read-taste'
import { recordClick } from '../taste/record-click'
import { removeClick } from '../taste/remove-click'
import { markTracks, showTaste } from '../taste/show-taste'
import { openLive } from '../vector-index/open-live'
import { toPublicUrl } from './env'
import { toRetentionBounds } from './freshness'
import type { Wired } from './adapters'

/** A use case with its ports filled in. */
const bind =
  <D, A extends unknown[], R>(useCase: (deps: D, ...input: A) => R, deps: D) =>
  (...input: A): R =>
    useCase(deps, ...input)

export type Wiring = ReturnType<typeof createServices>
/** The use cases that procedures call. */
export type Services = Wiring['services']

/** Every use case with its ports filled in. */
export function createServices(wired: Wired) {
  const { env, sql, log, tracks, jobs, keeper, playlists, index, spotify, clicks, progress, quality } = wired
  const { repository, sealer, rights, clientOf, probeOf } = wired.accounts
  const { enqueue, rows } = jobs
  const storing = { catalog: wired.catalog, precedence: wired.precedence, index: keeper, locks: wired.locks }
  const searching = { tracks, index, sample: createCatalogSample({ tracks, index }) }
  const deciding = { ...storing, tracks, versions: wired.versions }

  /** Another one at every change of the index; null where there is none. */
  const findBasis = () => {
    const live = keeper.findLive()
    return live ? `${String(live.version.version)} ${String(live.lastSeq)}` : null
  }
  const tasting = {
    ...{ clicks, tracks, index, findBasis: () => findBasis() ?? 'none' },
    maxClicks: env.limits.tasteMaxClicks,
    perMinute: env.limits.tasteClicksPerMinute,
  }
  const readTaste = createReadTaste(tasting)
  const show = bind(showTaste, { ...tasting, readTaste })

  const place = async (shaped: ShapedVector) => toUnitVector(shaped, (await openLive(keeper)).version.scaler)
  const seal = createClipSeal(wired.serviceSecret)
  const { maxBytes, readBytes } = wired.clips
  const maxSeconds = env.limits.clipMaxSeconds

  const startIngestion = createStartIngestion(enqueue)
  const ensure = bind(ensureTrack, { ...storing, tracks, spotify: spotify.client, features: wired.features })
  const opening = { ensureTrack: ensure, followShortLink: spotify.followShortLink }
  const matching = {
    ...{ songs: wired.songs, tracks, ...opening, maxSearches: env.limits.pasteMaxSearches },
    searchTracks: (...asked: Parameters<typeof spotify.client.searchTracks>) =>
      spotify.client.searchTracks(...asked),
  }

  const audit = createAuditRepository(sql)
  const acting = {
    ...{ audit, secret: wired.serviceSecret },
    warn: (err: unknown) => {
      log.error({ err }, 'an act was not kept')
    },
  }
  const imported = createImportedRepository(sql)
  const sessions = createListenerRepository(sql)
  const changing = { jobs: rows, queue: jobs.queue }
  const { events, hub, listen, failures } = progress

  const indexStatus = () => describeIndex({ keeper, tracks })
  const examined = { accounts: repository, probe: probeOf }
  const probe = () =>
    spotify.probe(bind(findOpenPlaylist, { playlists, seedPlaylists: spotify.seedPlaylists }))
  const readiness = () =>
    checkReadiness(
      createProbes({ sql, redis: wired.redis, keeper, describeJobs: jobs.describe, spotify: spotify.kind }),
    )
  const examining = {
    ...{ probe, readiness, resting: spotify.resting, publicUrl: toPublicUrl(env) },
    readDisk: () => readDisk(env.process.dataDir),
    sandbox: spotify.kind === 'sandbox',
    sources: [...env.sources.featureSources, 'file', 'metadata'],
  }

  const services = {
    overview: bind(showOverview, {
      ...{ playlists, spotify: spotify.kind },
      readOverview: createReadOverview({ tracks, findBasis }),
      findIndex: () => {
        const live = keeper.findLive()
        return live && toView(live.version)
      },
    }),
    summariseCatalog: createSummariseCatalog({
      ...{ figures: createSummaryRepository(sql), tracks, index, precedence: wired.precedence },
      ...{ sampleSize: env.limits.summarySample, findBasis, kept: wired.keptSummary },
    }),
    openLink: async (text: string, user: SessionUser | null, signal: AbortSignal) =>
      openLink(
        { ...opening, ...(await readAsUser({ accounts: repository, startIngestion }, user)) },
        text,
        signal,
      ),
    openTracks: bind(openTracks, opening),
    resolveLinks: bind(resolveLinks, opening),
    searchTracks: bind(searchTracks, { ...wired.names, tracks }),
    matchLines: bind(matchLines, matching),
    findSimilar: bind(findForListener, { searching, answers: wired.answers, readTaste }),
    recordClick: bind(recordClick, tasting),
    removeClick: bind(removeClick, clicks),
    clearTaste: (listenerId: string) => clicks.clear(listenerId),
    showTaste: show,
    markTracks: bind(markTracks, tasting),
    hearClip: bind(hearClip, { audio: wired.audio, readBytes, seal, maxSeconds }),
    findSimilarClip: bind(findSimilarClip, {
      ...searching,
      ...{ place, seal, findCalibration: wired.findCalibration },
    }),
    clipLimits: () => ({ maxBytes, maxSeconds }),
    findNeighbours: bind(findNeighbours, searching),
    continueMany: bind(continueMany, searching),
    planJourney: bind(planJourney, { ...searching, energySlope: createEnergySlope(searching) }),
    listVersions: bind(listVersions, deciding),
    splitVersion: bind(splitVersion, deciding),
    joinVersions: bind(joinVersions, deciding),
    undoVersions: bind(undoVersions, deciding),
    listTrackIds: bind(listTrackIds, tracks),
    summarisePlaylist: bind(showPlaylist, {
      ...{ playlists, tracks, index },
      findLatestJob: (...asked: Parameters<typeof rows.findLatest>) => rows.findLatest(...asked),
    }),
    ...createShowJobs({
      ...{ jobs: rows, failures, progress: { log: events, hub, listen } },
      findNames: (...asked: Parameters<typeof playlists.findNames>) => playlists.findNames(...asked),
    }),
    findJobOwner: (id: string) => rows.findOwner(id),
    cancelJob: bind(cancelJob, changing),
    resumeJob: bind(resumeJob, changing),
    retryFailures: bind(retryFailures, { jobs: rows, failures, enqueue }),
    accounts: {
      completeSignIn: bind(completeSignIn, {
        ...{ getProfile: spotify.getProfile, accounts: repository, sealer, rights },
      }),
      describe: bind(describeAccount, repository),
      listPlaylists: (user: SessionUser, page: number, signal: AbortSignal) =>
        listOwnPlaylists({ spotify: clientOf(user.id), playlists }, user.id, page, signal),
      listSessions: (user: SessionUser) => sessions.listSessions(user.id),
      endSessions: (user: SessionUser, session: string | null) => sessions.endUserSessions(user.id, session),
      disconnect: (user: SessionUser) => repository.disconnect(user.id),
      exportAll: bind(exportAll, { accounts: repository, showTaste: show, playlists, imported }),
    },
    importFile: bind(startImport, {
      ...{ enqueue, uploads: wired.uploads, atOnce: env.limits.importsPerUser },
      countUnderWay: (...asked: Parameters<typeof rows.countUnderWay>) => rows.countUnderWay(...asked),
    }),
    importLimits: () => ({ maxBytes: env.imports.importMaxBytes }),
    recordAct: bind(recordAct, acting),
    listActs: (limit: number) => audit.list(limit),
    imported,
    indexStatus,
    rebuildIndex: async () => (await enqueue('rebuild-index', 'index', { since: null })).job,
    rollBackIndex: (version?: number) => keeper.rollback(version).then(indexStatus),
    verifyIndex: () => keeper.verify(),
    latestQuality: () => quality.findLatest(),
    runEvaluation: (input: RunEvaluation) => startEvaluation(enqueue, input, 'person'),
    previewRetention: () =>
      previewRetention({ retention: createRetentionPreviewRepository(sql) }, toRetentionBounds(env)),
    examine: async (user: SessionUser | null) => examine(examining, await findExamined(examined, user)),
    examineAccount: async (accountId: string) => examine(examining, await getExamined(examined, accountId)),
  }

  return {
    services,
    verifyToken: createVerifyToken(wired.serviceSecret, wired.tokens),
    startIngestion,
    /** Whether many tracks may be asked for in one call. */
    mayBatch: async () => (await probe()).batch.state === 'open',
    readiness,
  }
}
