import { NO_ARTIST } from '../ranking/artist-bonus'
import { pickBest } from '../ranking/pick-best'
import { dotRows, rowOf } from '../ranking/rows'
import { createRandomStream, shuffled } from '../seeded-random'
import { scoreAtRandom, scoreByPopularity } from './baselines'
import type { Songs } from './catalog'
import { toFigure } from './interval'
import { affordable } from './limits'
import { createOccurrences } from './occurrences'
import type { QualityReport, SimilarRow } from './report'

export const SIMILAR_K = 10
/** A label that fewer songs carry than this share says little about the others. */
const LEAST_LABELLED = 0.2

type Options = { seed: number; queries: number; isLate: () => boolean }
type Ranker = { method: string; ours: boolean; score: (query: number) => Float32Array }

/**
 * One song in, its k nearest by other artists out (without that filter one would measure albums; Flexer & Schnitzer,
 * Computer Music Journal 34, 2010): how many share a genre or a playlist with it. Null for a catalog too small.
 */
export function evaluateSimilar(
  songs: Songs,
  { seed, queries, isLate }: Options,
): QualityReport['similar'] | null {
  if (songs.count <= SIMILAR_K * 2) return null
  const popularity = scoreByPopularity(songs.popularity)
  const rankers: Ranker[] = [
    { method: 'similar', ours: true, score: (query) => dotRows(songs.unit, rowOf(songs.unit, query)) },
    { method: 'random', ours: false, score: (query) => scoreAtRandom(songs.count, seed, query) },
    ...(songs.familiar === null ? [] : [{ method: 'popularity', ours: false, score: () => popularity }]),
  ]
  const wanted = affordable(queries, songs.count, songs.unit.width, 1)
  const all = Array.from({ length: songs.count }, (_, song) => song)
  const asked = shuffled(all, createRandomStream(seed, 1)).slice(0, wanted)
  const tallies = rankers.map(() => createTally(songs))
  let done = 0
  for (const query of asked) {
    if (done > 0 && isLate()) break
    done++
    rankers.forEach(({ score }, i) => tallies[i]?.add(query, nearest(songs, query, score(query))))
  }
  const rows = rankers.map(({ method, ours }, i) => ({ method, ours, ...toRow(tallies[i], seed, songs) }))
  return { queries: done, k: SIMILAR_K, rows }
}

function nearest(songs: Songs, query: number, scores: Float32Array): number[] {
  const artist = songs.artists[query] ?? NO_ARTIST
  const isExcluded = (song: number) =>
    song === query || (artist !== NO_ARTIST && songs.artists[song] === artist)
  return pickBest(scores, SIMILAR_K, { isExcluded, perArtist: null, artists: songs.artists })
}

type Tally = ReturnType<typeof createTally>

function createTally(songs: Songs) {
  const occurrences = createOccurrences(songs.count)
  const genre: number[] = []
  const playlist: number[] = []
  const share = (labels: Set<number>[], query: number, near: number[]): number[] => {
    const own = labels[query]
    if (!own || own.size === 0) return []
    return [near.filter((song) => meets(own, labels[song])).length / SIMILAR_K]
  }
  return {
    add(query: number, near: number[]): void {
      occurrences.add(near)
      genre.push(...share(songs.genres, query, near))
      playlist.push(...share(songs.playlistsOf, query, near))
    },
    genre,
    playlist,
    coverage: () => occurrences.coverage(),
    hubSkew: () => occurrences.hubSkew(),
  }
}

function toRow(tally: Tally | undefined, seed: number, songs: Songs): Omit<SimilarRow, 'method' | 'ours'> {
  const figure = (values: number[], labels: Set<number>[]) =>
    values.length > 0 && isLabelled(labels) ? toFigure(values, seed) : null
  return {
    genre: figure(tally?.genre ?? [], songs.genres),
    playlist: figure(tally?.playlist ?? [], songs.playlistsOf),
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
