import { countBy, toDistributions } from '../../domain/distributions'
import type { FeatureSource } from '../../domain/features/features'
import type { PlaylistSummary } from '../../domain/playlist'
import type { Track } from '../../domain/track'
import { DIMENSIONS, type VectorInput } from '../../domain/features/vector-spec'

export type SummaryTrack = { track: Track; input: VectorInput | null; sources: FeatureSource[] }
type Figures = Pick<
  PlaylistSummary,
  'tempo' | 'keys' | 'decades' | 'genres' | 'moods' | 'mood' | 'artists' | 'featureCoverage' | 'durationMs'
>

const TOP_ARTISTS = 10

/** Counts and means over the distinct tracks of a playlist; a track without a value is not counted for it. */
export function summariseTracks(tracks: SummaryTrack[]): Figures {
  const counted = tracks.map(({ track, input }) => ({
    values: input?.values ?? {},
    releaseYear: track.releaseYear,
    genres: track.genres,
  }))
  return {
    ...toDistributions(counted),
    durationMs: tracks.reduce((sum, { track }) => sum + (track.durationMs ?? 0), 0),
    featureCoverage: countBy(tracks.flatMap(({ sources }) => sources)).map(({ label, count }) => ({
      source: label as FeatureSource,
      tracks: count,
    })),
    artists: countBy(tracks.flatMap(({ track }) => track.artists.map((artist) => artist.name))).slice(
      0,
      TOP_ARTISTS,
    ),
  }
}

/** How many of `names` occur more than once, and how many of the tracks they have; null names count for nothing. */
export function countShared(names: readonly (string | null)[]): { groups: number; tracks: number } {
  const shared = countBy(names.flatMap((name) => name ?? [])).filter(({ count }) => count > 1)
  return { groups: shared.length, tracks: shared.reduce((sum, { count }) => sum + count, 0) }
}

/**
 * Places of n unit vectors [n × DIMENSIONS] by cosine to their mean, nearest first: the first are the most central,
 * the last the most unusual.
 */
export function orderByCentrality(vectors: Float32Array): number[] {
  const n = vectors.length / DIMENSIONS
  const centre = new Float32Array(DIMENSIONS)
  vectors.forEach((value, i) => (centre[i % DIMENSIONS] = (centre[i % DIMENSIONS] ?? 0) + value))
  const cosine = (row: number) =>
    centre.reduce((sum, c, i) => sum + c * (vectors[row * DIMENSIONS + i] ?? 0), 0)
  return Array.from({ length: n }, (_, row) => ({ row, score: cosine(row) }))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .map(({ row }) => row)
}
