import type { EvaluateTask } from '~workers/protocol'
import type { Wired } from './adapters'
import { DEFAULT_LIMITS } from '../quality/domain/limits'
import { createAuditRepository } from '../accounts/audit.repository'
import { createListenerRepository } from '../accounts/listener.repository'
import { createFeatureMissRepository } from '../catalog/vectors/feature-miss.repository'
import { createFileReader } from '../files/file-reader'
import { createHandlers } from '../jobs/job-handlers'
import { createUpkeep } from './freshness'
import type { Wiring } from './services'
import { createCatalogSample } from '../similar/catalog-sample'
import { evaluateCatalog } from '../quality/evaluate-catalog'
import { findNeighbours } from '../similar/find-neighbours'
import { regroupCatalog } from '../recordings/regroup-catalog'

/** The work of every kind of job with its ports filled in. */
export function createJobHandlers(wired: Wired, services: Pick<Wiring, 'mayBatch'>) {
  const { env, log, sql, keeper, tracks, index, resources } = wired
  const fileReader = resources.use(
    createFileReader({
      ...{ filename: wired.readingTask, threads: env.jobs.concurrency },
      onCrash: (err) => {
        log.error({ err }, 'a thread that reads files ended')
      },
    }),
  )
  const leftovers = [wired.fences, wired.numbers, wired.imports, wired.readings, wired.keptSummary]
  const searching = { tracks, index, sample: createCatalogSample({ tracks, index }) }
  const evaluating = {
    getVersion: () => keeper.getLive().version,
    readCatalog: wired.readMeasured,
    evaluate: (task: EvaluateTask, signal: AbortSignal) => wired.evaluations.evaluate(task, signal),
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
    readTrackFile: (bytes, file) => fileReader.read(bytes, file),
    followShortLink: wired.spotify.followShortLink,
    rebuildIndex: (since) => keeper.rebuild(since),
    evaluate: ({ playlists, seed }, tools) =>
      evaluateCatalog(evaluating, { seed, limits: { ...DEFAULT_LIMITS, playlists } }, tools),
    regroup: (signal) => regroupCatalog({ ...storing, versions: wired.versions }, signal),
    failures: wired.progress.failures,
    hearWaits: (waitFor, work) => wired.progress.waits.listen(waitFor, work),
    ...createUpkeep(wired, services),
    forgetMisses: (ids: string[]) => createFeatureMissRepository(sql).forget(ids),
    forgetSessions: () => createListenerRepository(sql).forgetExpired(),
    forgetLeftovers: () =>
      Promise.all([...leftovers, createAuditRepository(sql)].map((leftover) => leftover.forgetOld())),
    forgetEvents: wired.progress.deleteOldEvents,
  })
}
