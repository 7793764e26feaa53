import type { CatalogCounts, CatalogSummary, RecentJobs } from '../domain/catalog-summary'
import { blockCoverage, toDistributions, type CountedTrack } from '../domain/distributions'
import type { FeatureSource } from '../domain/features'
import { findCatalogExtremes, type FindExtremesDeps } from './find-extremes'
import type { Ladder } from './ports'

type Shared = CatalogSummary['releases']

export type SummariseCatalogDeps = FindExtremesDeps & {
  figures: {
    count: () => Promise<CatalogCounts>
    countSources: () => Promise<{ source: FeatureSource; tracks: number }[]>
    countMasks: () => Promise<{ mask: number; tracks: number }[]>
    countReleases: () => Promise<Shared>
    countIsrcTwins: () => Promise<Shared>
    /** Own ids of the recordings with the most releases, and how many those are. */
    listMostReleased: (limit: number) => Promise<{ id: string; releases: number }[]>
    readCounted: (ids: string[], ladder: Ladder) => Promise<CountedTrack[]>
    sumRecentJobs: (days: number) => Promise<RecentJobs>
  }
  ladder: Ladder
  /** Searchable tracks that distributions are drawn from at most. */
  sampleSize: number
  /** What changes with every change of the index; null where there is none. */
  findBasis: () => string | null
}

const RECENT_DAYS = 30
const MOST_RELEASED = 5
/** Read before other requests get their turn: some 10 ms of work. */
const AT_A_TIME = 2000
const NO_EXTREMES = { asked: 0, mostCentral: [], mostUnusual: [] }

/**
 * What the catalog holds and sounds like. Counts are of everything, distributions of at most `sampleSize` searchable
 * tracks, scattered by a hash of their ids, so that the same catalog gives the same figures.
 */
async function summariseCatalog(deps: SummariseCatalogDeps): Promise<CatalogSummary> {
  const { figures, tracks } = deps
  const at = new Date().toISOString()
  const [counts, recent, featureCoverage, masks, releases, isrcTwins, released, counted, extremes] =
    await Promise.all([
      figures.count(),
      figures.sumRecentJobs(RECENT_DAYS),
      figures.countSources(),
      figures.countMasks(),
      figures.countReleases(),
      figures.countIsrcTwins(),
      figures.listMostReleased(MOST_RELEASED),
      readSample(deps),
      deps.findBasis() === null ? NO_EXTREMES : findCatalogExtremes(deps),
    ])
  const named = await Promise.all(released.map(({ id }) => tracks.findTracks([id])))
  return {
    at,
    counts,
    recent,
    featureCoverage,
    blocks: blockCoverage(masks),
    drawnFrom: counted.length,
    ...toDistributions(counted),
    ...extremes,
    releases,
    isrcTwins,
    mostReleased: released.flatMap(({ releases: count }, i) =>
      (named[i] ?? []).map((track) => ({ track, releases: count })),
    ),
  }
}

async function readSample({ figures, tracks, ladder, sampleSize }: SummariseCatalogDeps) {
  const sample = await tracks.findSample(sampleSize)
  const counted: CountedTrack[] = []
  for (let from = 0; from < sample.length; from += AT_A_TIME) {
    counted.push(...(await figures.readCounted(sample.slice(from, from + AT_A_TIME), ladder)))
  }
  return counted
}

/** A summary is made anew after so long even where the index did not change: playlists and jobs may have. */
const KEEP_MS = 10 * 60_000
/** So long is waited for a new summary where there is an old one to show instead. */
const PATIENCE_MS = 800

/**
 * The summary of the catalog, kept while neither the index version nor the last change it has is another. A new one is
 * made once for all who ask at a time; where that takes long, they see the one before, which says when it was counted.
 */
export function createSummariseCatalog(deps: SummariseCatalogDeps): () => Promise<CatalogSummary> {
  let kept: { basis: string | null; summary: CatalogSummary } | null = null
  let making: Promise<CatalogSummary> | null = null

  const make = async (): Promise<CatalogSummary> => {
    const basis = deps.findBasis()
    const summary = await summariseCatalog(deps)
    kept = { basis, summary }
    return summary
  }

  return async () => {
    const old = kept
    const isFresh = (summary: CatalogSummary) => Date.now() - Date.parse(summary.at) < KEEP_MS
    if (old?.basis === deps.findBasis() && isFresh(old.summary)) return old.summary
    making ??= make().finally(() => {
      making = null
    })
    // Where there was nothing, what has come since is waited for.
    if (!old || old.summary.counts.tracks === 0) return making
    return withPatience(making, old.summary)
  }
}

/** What `making` gives if it does so soon, else `instead`; a failure then is that of the next who asks. */
async function withPatience<T>(making: Promise<T>, instead: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      resolve(instead)
    }, PATIENCE_MS)
  })
  try {
    return await Promise.race([making.catch(() => instead), late])
  } finally {
    clearTimeout(timer)
  }
}
