import type { CatalogCounts, CatalogSummary, RecentJobs } from '../domain/catalog-summary'
import { blockCoverage, toDistributions, type CountedTrack } from '../../domain/distributions'
import type { FeatureSource } from '../../domain/features/features'
import { findCatalogExtremes, type FindExtremesDeps } from './find-extremes'
import type { Precedence } from '../ports'

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
    readCounted: (ids: string[], precedence: Precedence) => Promise<CountedTrack[]>
    sumRecentJobs: (days: number) => Promise<RecentJobs>
  }
  precedence: Precedence
  /** Searchable tracks that distributions are drawn from at most. */
  sampleSize: number
  /** What changes with every change of the index; null where there is none. */
  findBasis: () => string | null
  /** The newest summary that any process made, also before its start. */
  kept: { find: () => Promise<KeptSummary | null>; save: (kept: KeptSummary) => Promise<void> }
}
/** A summary, the state of the index that it was made for, and how long that took. */
export type KeptSummary = { basis: string | null; tookMs: number; summary: CatalogSummary }

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
  // One after the other: at a million tracks each takes a part of a second, and readers need connections meanwhile.
  const counts = await figures.count()
  const recent = await figures.sumRecentJobs(RECENT_DAYS)
  const featureCoverage = await figures.countSources()
  const masks = await figures.countMasks()
  const releases = await figures.countReleases()
  const isrcTwins = await figures.countIsrcTwins()
  const released = await figures.listMostReleased(MOST_RELEASED)
  const counted = await readSample(deps)
  const extremes = deps.findBasis() === null ? NO_EXTREMES : await findCatalogExtremes(deps)
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

async function readSample({ figures, tracks, precedence, sampleSize }: SummariseCatalogDeps) {
  const sample = await tracks.findSample(sampleSize)
  const counted: CountedTrack[] = []
  for (let from = 0; from < sample.length; from += AT_A_TIME) {
    counted.push(...(await figures.readCounted(sample.slice(from, from + AT_A_TIME), precedence)))
  }
  return counted
}

/** A summary is made anew after so long even where the index did not change: playlists and jobs may have. */
const KEEP_MS = 10 * 60_000
/** So long is waited for a new summary where there is an old one to show instead. */
const PATIENCE_MS = 800
/** After one that took longer than that, so many times as long passes before the next: the database has other work. */
const REST_FACTOR = 10

/**
 * The summary of the catalog, kept while neither the index version nor the last change it has is another. A new one is
 * made once for all who ask at a time; where that takes long, they see the one before, which says when it was counted,
 * and do not wait where the one before took long as well.
 */
export function createSummariseCatalog(deps: SummariseCatalogDeps): () => Promise<CatalogSummary> {
  let known: KeptSummary | null = null
  let making: Promise<CatalogSummary> | null = null

  const make = async (): Promise<CatalogSummary> => {
    const basis = deps.findBasis()
    const startedAt = performance.now()
    const summary = await summariseCatalog(deps)
    known = { basis, tookMs: Math.round(performance.now() - startedAt), summary }
    // The others make their own where it cannot be kept for them.
    await deps.kept.save(known).catch(() => undefined)
    return summary
  }

  /** The newest there is, here or where processes keep it. */
  const findNewest = async (): Promise<KeptSummary | null> => {
    const stored = await deps.kept.find().catch(() => null)
    if (stored && stored.summary.at > (known?.summary.at ?? '')) known = stored
    return known
  }

  const toCurrent = (one: KeptSummary | null): CatalogSummary | null =>
    one !== null && one.basis === deps.findBasis() && ageOf(one) < KEEP_MS ? one.summary : null

  return async () => {
    const here = toCurrent(known)
    if (here) return here
    const old = await findNewest()
    const elsewhere = toCurrent(old)
    if (elsewhere) return elsewhere
    const isCostly = old !== null && old.tookMs > PATIENCE_MS
    if (isCostly && ageOf(old) < REST_FACTOR * old.tookMs) return old.summary
    making ??= make().finally(() => {
      making = null
    })
    // Where there was nothing, what has come since is waited for.
    if (!old || old.summary.counts.tracks === 0) return making
    return withPatience(making, old.summary, isCostly ? 0 : PATIENCE_MS)
  }
}

const ageOf = ({ summary }: KeptSummary): number => Date.now() - Date.parse(summary.at)

/** What `making` gives if it does so soon, else `instead`; a failure then is that of the next who asks. */
async function withPatience<T>(making: Promise<T>, instead: T, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      resolve(instead)
    }, patienceMs)
  })
  try {
    return await Promise.race([making.catch(() => instead), late])
  } finally {
    clearTimeout(timer)
  }
}
