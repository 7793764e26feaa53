import { createRandomStream, shuffled } from '../../domain/seeded-random'
import { UNKNOWN, type MeasuredCatalog } from './catalog'
import { scoreAtRandom, scoreByPopularity } from './comparison/baselines'
import { pickBest } from './comparison/pick-best'
import { toFigure } from './interval'
import { affordable } from './limits'
import { createOccurrences } from './occurrences'
import { createModeRank } from './rank-by-mode'
import type { QualityReport, SimilarRow } from './report'

export const SIMILAR_K = 10
/** A label that fewer songs carry than this share says little about the others. */
const LEAST_LABELLED = 0.2
/** Of an answer so many times longer than k, enough are by other artists; where not, it is asked for again, longer. */
const WIDER = 4

type Options = { seed: number; queries: number; isLate: () => boolean }
/** The k nearest of a track by other artists, best first. */
type Ranker = { method: string; ours: boolean; near: (query: number) => number[] }

/**
 * One track in, its k nearest by other artists out (without that filter one would measure albums; Flexer & Schnitzer,
 * Computer Music Journal 34, 2010): how many share a genre or a playlist with it. Null for a catalog too small.
 */
export function evaluateSimilar(
  catalog: MeasuredCatalog,
  { seed, queries, isLate }: Options,
): QualityReport['similar'] | null {
  const { members, songCount } = catalog
  if (songCount <= SIMILAR_K * 2) return null
  const rankers = createRankers(catalog, seed)
  const all = Array.from(members.keys())
  const asked = shuffled(all, createRandomStream(seed, 1)).slice(0, affordable(queries, members.length, 1))
  const tallies = rankers.map(() => createTally(catalog))
  let done = 0
  for (const query of asked) {
    if (done > 0 && isLate()) break
    done++
    rankers.forEach(({ near }, i) => tallies[i]?.add(query, near(query)))
  }
  const rows = rankers.map(({ method, ours }, i) => ({ method, ours, ...toRow(tallies[i], seed, catalog) }))
  return { queries: done, k: SIMILAR_K, rows }
}

function createRankers(catalog: MeasuredCatalog, seed: number): Ranker[] {
  const { members, songs, artists } = catalog
  const isOwn = (query: number, track: number) =>
    songs[track] === songs[query] || (artists[query] !== UNKNOWN && artists[track] === artists[query])
  const rank = createModeRank(catalog, 'similar')
  const near = (query: number) => {
    for (let wide = SIMILAR_K * WIDER; ; wide *= WIDER) {
      const answer = rank([query], wide)
      const others = answer.filter((track) => !isOwn(query, track)).slice(0, SIMILAR_K)
      if (others.length === SIMILAR_K || answer.length < wide) return others
    }
  }
  const byScore = (score: (query: number) => Float32Array) => (query: number) =>
    pickBest(catalog, score(query), SIMILAR_K, {
      isExcluded: (track) => isOwn(query, track),
      perArtist: null,
    })
  const popularity = scoreByPopularity(catalog.popularity)
  const known = catalog.popularity.some((value) => !Number.isNaN(value))
  return [
    { method: 'similar', ours: true, near },
    { method: 'random', ours: false, near: byScore((query) => scoreAtRandom(members.length, seed, query)) },
    ...(known ? [{ method: 'popularity', ours: false, near: byScore(() => popularity) }] : []),
  ]
}

type Tally = ReturnType<typeof createTally>

function createTally({ songs, songCount, genres, playlistsOf }: MeasuredCatalog) {
  const occurrences = createOccurrences(songCount)
  const genre: number[] = []
  const playlist: number[] = []
  const share = (labels: Set<number>[], query: number, near: number[]): number[] => {
    const own = labels[query]
    if (!own || own.size === 0) return []
    return [near.filter((song) => meets(own, labels[song])).length / SIMILAR_K]
  }
  return {
    add(track: number, tracks: number[]): void {
      const near = tracks.map((other) => songs[other] ?? UNKNOWN)
      const query = songs[track] ?? UNKNOWN
      occurrences.add(near)
      genre.push(...share(genres, query, near))
      playlist.push(...share(playlistsOf, query, near))
    },
    genre,
    playlist,
    coverage: () => occurrences.coverage(),
    hubSkew: () => occurrences.hubSkew(),
  }
}

function toRow(
  tally: Tally | undefined,
  seed: number,
  { genres, playlistsOf }: MeasuredCatalog,
): Omit<SimilarRow, 'method' | 'ours'> {
  const figure = (values: number[], labels: Set<number>[]) =>
    values.length > 0 && isLabelled(labels) ? toFigure(values, seed) : null
  return {
    genre: figure(tally?.genre ?? [], genres),
    playlist: figure(tally?.playlist ?? [], playlistsOf),
    coverage: tally?.coverage() ?? 0,
    hubSkew: tally?.hubSkew() ?? 0,
  }
}

function isLabelled(labels: Set<number>[]): boolean {
  return labels.filter(({ size }) => size > 0).length >= LEAST_LABELLED * labels.length
}

function meets(a: Set<number>, b: Set<number> | undefined): boolean {
  if (b) for (const label of a) if (b.has(label)) return true
  return false
}
