import type { EvaluateTask } from '~workers/protocol'
import type { Wired } from './wired'
import type { EvaluationCatalog } from '../quality/domain/catalog'
import { DEFAULT_LIMITS } from '../quality/domain/limits'
import { createHandlers, type HandlerDeps } from './job-handlers'
import type { EvaluationPool } from '../quality/evaluation-pool'
import type { FileReader } from '../files/file-reader'
import { createCatalogSample } from '../similar/catalog-sample'
import { evaluateCatalog } from '../quality/evaluate-catalog'
import { findNeighbours } from '../similar/find-neighbours'
import { regroupCatalog } from '../recordings/regroup-catalog'

/** What jobs need besides what the services have. */
type Working = {
  evaluations: EvaluationPool
  fileReader: FileReader
  readEvaluationCatalog: () => Promise<EvaluationCatalog>
  forgetMisses: HandlerDeps['forgetMisses']
  refresh: HandlerDeps['refresh']
  retain: HandlerDeps['retain']
  forgetSessions: HandlerDeps['forgetSessions']
  forgetLeftovers: HandlerDeps['forgetLeftovers']
}

/** The work of every kind of job with its ports filled in. */
export function createJobHandlers(wired: Wired, working: Working) {
  const { env, keeper, tracks, index } = wired
  const searching = { tracks, index, sample: createCatalogSample({ tracks, index }) }
  const evaluating = {
    getVersion: () => keeper.getLive().version,
    readCatalog: working.readEvaluationCatalog,
    evaluate: (task: EvaluateTask, signal: AbortSignal) => working.evaluations.evaluate(task, signal),
    listSearchable: (after: null, limit: number) => tracks.listSearchable(after, limit),
    findNeighbours: (ids: string[], k: number) => findNeighbours(searching, ids, { k, mode: 'similar' }),
    quality: wired.quality,
  }
  const storing = { catalog: wired.catalog, precedence: wired.precedence, index: keeper, locks: wired.locks }
  return createHandlers({
    ...storing,
    tracks,
    features: wired.features,
    playlists: wired.playlists,
    readings: wired.readings,
    imports: wired.imports,
    whileGrowing: (work) => keeper.whileGrowing(work),
    maxItems: env.spotify.playlistMaxItems,
    patienceSeconds: env.limits.spotifyPatienceSeconds,
    spotify: wired.spotify.client,
    clientOf: wired.accounts.clientOf,
    uploads: wired.uploads,
    readTrackFile: (bytes, file) => working.fileReader.read(bytes, file),
    followShortLink: wired.spotify.followShortLink,
    rebuildIndex: (since) => keeper.rebuild(since),
    evaluate: ({ playlists, seed }, tools) =>
      evaluateCatalog(evaluating, { seed, limits: { ...DEFAULT_LIMITS, playlists } }, tools),
    regroup: (signal) => regroupCatalog({ ...storing, versions: wired.versions }, signal),
    failures: wired.progress.failures,
    hearWaits: (waitFor, work) => wired.progress.waits.listen(waitFor, work),
    forgetMisses: working.forgetMisses,
    refresh: working.refresh,
    retain: working.retain,
    forgetSessions: working.forgetSessions,
    forgetLeftovers: working.forgetLeftovers,
    forgetEvents: wired.progress.deleteOldEvents,
  })
}
