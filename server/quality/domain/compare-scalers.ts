import type { Scaler } from '../../domain/features/scaler'
import { createRandomStream, shuffled } from '../../domain/seeded-random'
import { toMeasured, UNKNOWN, type EvaluationCatalog, type MeasuredCatalog } from './catalog'
import { holdOut } from './hold-out'
import { toFigure, type Figure } from './interval'
import { MIN_TRACKS } from './limits'
import { recallAt } from './metrics'
import { narrowCatalog } from './narrow-catalog'
import { createOccurrences } from './occurrences'
import { createModeRank, type Rank } from './rank-by-mode'

/** The version in use, and the one that could take over. */
export type Pair<T> = { current: T; next: T }
export type ComparedFigure = {
  what: 'continue' | 'discover' | 'playlist' | 'genre'
  /** The mean of each version over the same playlists, or the same tracks. */
  mean: Pair<number>
  /** Mean of the differences next − current, with its interval. */
  change: Figure
}
export type Comparison = { figures: ComparedFigure[]; hubSkew: Pair<number> }

/** How much one comparison may do. */
export type ComparisonLimits = { tracks: number; playlists: number; queries: number; seconds: number }
export type ComparisonOptions = { seed: number; limits: ComparisonLimits; now: () => number }

const SEEDS = 10
const RECALL_AT = 100
const NEAR = 10
/** Of an answer so many times longer, enough are by other artists. */
const WIDER = 4

/**
 * Measures two scalers on the same tracks, playlists and questions, one question after the other for both: what the
 * catalog is and how much of it was measured before the time ran out is then the same for both, and only the difference
 * is left. Recall@100 of hidden playlist tracks in `continue` and `discover`; of the ten nearest by other artists the
 * share with a playlist, and with a genre, in common.
 */
export function compareScalers(
  catalog: EvaluationCatalog,
  scalers: Pair<Scaler>,
  { seed, limits, now }: ComparisonOptions,
): Comparison {
  const startedAt = now()
  const isLate = () => now() - startedAt > limits.seconds * 1000
  const narrow = narrowCatalog(catalog, { ...limits, minTracks: MIN_TRACKS }, seed)
  const measured = mapPair(scalers, (scaler) => toMeasured(narrow, scaler))
  const lists = compareLists(measured, { seed, playlists: limits.playlists, isLate })
  const { figures, hubSkew } = compareNearest(measured, { seed, queries: limits.queries, isLate })
  return { figures: [...lists, ...figures], hubSkew }
}

function compareLists(
  measured: Pair<MeasuredCatalog>,
  { seed, playlists, isLate }: { seed: number; playlists: number; isLate: () => boolean },
): ComparedFigure[] {
  const { songs, playlists: all } = measured.current
  const modes = (['continue', 'discover'] as const).map((what) => ({
    ...createTally(what),
    ranks: mapPair(measured, (catalog) => createModeRank(catalog, what)),
  }))
  for (const { seeds, hidden } of holdOut(all, {
    seed,
    seeds: SEEDS,
    minTracks: MIN_TRACKS,
    limit: playlists,
  })) {
    if (isLate()) break
    const wanted = new Set(hidden.map((track) => songs[track]))
    for (const { add, ranks } of modes) {
      add(
        mapPair(ranks, (rank) => {
          const found = rank(seeds, RECALL_AT).map((track) => songs[track])
          return recallAt(found, wanted, RECALL_AT)
        }),
      )
    }
  }
  return modes.map(({ toFigure: figure }) => figure(seed))
}

function compareNearest(
  measured: Pair<MeasuredCatalog>,
  { seed, queries, isLate }: { seed: number; queries: number; isLate: () => boolean },
): { figures: ComparedFigure[]; hubSkew: Pair<number> } {
  const { songs, songCount, playlistsOf, genres } = measured.current
  const ranks = mapPair(measured, (catalog) => createNear(catalog))
  const occurrences = mapPair(measured, () => createOccurrences(songCount))
  const labels = [
    { ...createTally('playlist'), of: playlistsOf },
    { ...createTally('genre'), of: genres },
  ]
  const asked = shuffled(Array.from(songs.keys()), createRandomStream(seed, 3)).slice(0, queries)
  for (const query of asked) {
    if (isLate()) break
    const near = mapPair(ranks, (rank) => rank([query], NEAR).map((track) => songs[track] ?? UNKNOWN))
    occurrences.current.add(near.current)
    occurrences.next.add(near.next)
    for (const { add, of } of labels) {
      const own = of[songs[query] ?? UNKNOWN]
      if (own && own.size > 0) add(mapPair(near, (found) => shareOf(found, own, of)))
    }
  }
  return {
    figures: labels.map(({ toFigure: figure }) => figure(seed)),
    hubSkew: mapPair(occurrences, (counted) => counted.hubSkew()),
  }
}

/** The k nearest of other artists. */
function createNear(catalog: MeasuredCatalog): Rank {
  const rank = createModeRank(catalog, 'similar')
  const { artists } = catalog
  return (seeds, k) => {
    const own = new Set(seeds.flatMap((seed) => (artists[seed] === UNKNOWN ? [] : [artists[seed]])))
    return rank(seeds, WIDER * k)
      .filter((track) => !own.has(artists[track]))
      .slice(0, k)
  }
}

function shareOf(found: number[], own: Set<number>, of: Set<number>[]): number {
  return found.filter((song) => [...(of[song] ?? [])].some((label) => own.has(label))).length / NEAR
}

function createTally(what: ComparedFigure['what']) {
  const values: Pair<number[]> = { current: [], next: [] }
  return {
    add: ({ current, next }: Pair<number>): void => {
      values.current.push(current)
      values.next.push(next)
    },
    toFigure: (seed: number): ComparedFigure => ({
      what,
      mean: mapPair(values, (all) => all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length)),
      change: toFigure(
        values.next.map((value, i) => value - (values.current[i] ?? 0)),
        seed,
      ),
    }),
  }
}

function mapPair<T, R>({ current, next }: Pair<T>, map: (item: T) => R): Pair<R> {
  return { current: map(current), next: map(next) }
}
