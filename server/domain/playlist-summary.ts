import { camelotCode, keyName } from './harmony'
import { FEATURES, type FeatureName, type FeatureSource } from './features'
import type { Bin, PlaylistSummary } from './playlist'
import type { Track } from './track'
import { DIMENSIONS, type VectorInput } from './vector-spec'

export type SummaryTrack = { track: Track; input: VectorInput | null; sources: FeatureSource[] }
type Figures = Pick<
  PlaylistSummary,
  'tempo' | 'keys' | 'decades' | 'artists' | 'mood' | 'featureCoverage' | 'durationMs'
>

const TEMPO_BIN = 10
const TOP_ARTISTS = 10
/** Tempi outside are counted in the outermost bar, so that one broken value does not stretch the axis. */
const TEMPO_RANGE = { from: 60, to: 200 }

/** Counts and means over the distinct tracks of a playlist; a track without a value is not counted for it. */
export function summariseTracks(tracks: SummaryTrack[]): Figures {
  return {
    durationMs: tracks.reduce((sum, { track }) => sum + (track.durationMs ?? 0), 0),
    featureCoverage: countBy(tracks.flatMap(({ sources }) => sources)).map(({ label, count }) => ({
      source: label as FeatureSource,
      tracks: count,
    })),
    tempo: tempoBins(valuesOf(tracks, 'tempo')),
    keys: keyBins(tracks),
    decades: decadeBins(tracks),
    artists: countBy(tracks.flatMap(({ track }) => track.artists.map((artist) => artist.name))).slice(
      0,
      TOP_ARTISTS,
    ),
    mood: {
      energy: mean(valuesOf(tracks, 'energy')),
      valence: mean(valuesOf(tracks, 'valence')),
      danceability: mean(valuesOf(tracks, 'danceability')),
      acousticness: mean(valuesOf(tracks, 'acousticness')),
      instrumentalness: mean(valuesOf(tracks, 'instrumentalness')),
    },
  }
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

function valuesOf(tracks: SummaryTrack[], name: FeatureName): number[] {
  return tracks.flatMap(({ input }) => input?.values[name] ?? [])
}

function mean(values: number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length
}

function countBy(labels: string[]): Bin[] {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
}

/** Bars from the lowest to the highest tempo that occurs, empty ones between included. */
function tempoBins(tempi: number[]): Bin[] {
  if (tempi.length === 0) return []
  const binOf = (bpm: number) =>
    Math.floor(Math.min(TEMPO_RANGE.to, Math.max(TEMPO_RANGE.from, bpm)) / TEMPO_BIN) * TEMPO_BIN
  const bins = tempi.map(binOf)
  return fill(Math.min(...bins), Math.max(...bins), TEMPO_BIN).map((from) => ({
    label: `${String(from)}–${String(from + TEMPO_BIN - 1)} ${FEATURES.tempo.unit}`,
    count: bins.filter((bin) => bin === from).length,
  }))
}

function decadeBins(tracks: SummaryTrack[]): Bin[] {
  const decades = tracks.flatMap(({ track }) =>
    track.releaseYear === null ? [] : Math.floor(track.releaseYear / 10) * 10,
  )
  if (decades.length === 0) return []
  return fill(Math.min(...decades), Math.max(...decades), 10).map((decade) => ({
    label: `${String(decade)}s`,
    count: decades.filter((d) => d === decade).length,
  }))
}

/** Every key that occurs, in the order of the Camelot wheel. */
function keyBins(tracks: SummaryTrack[]): Bin[] {
  const keys = tracks.flatMap(({ input }) => {
    const { key, mode } = input?.values ?? {}
    return key === undefined || mode === undefined
      ? []
      : [{ order: camelotCode(key, mode), label: keyName(key, mode) }]
  })
  const order = new Map(
    keys.map(({ order: code, label }) => [label, parseInt(code) * 2 + (code.endsWith('B') ? 1 : 0)]),
  )
  return countBy(keys.map(({ label }) => label)).sort(
    (a, b) => (order.get(a.label) ?? 0) - (order.get(b.label) ?? 0),
  )
}

function fill(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step)
}
