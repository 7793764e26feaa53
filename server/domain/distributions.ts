import { z } from 'zod'
import { FEATURES, type FeatureName, type FeatureValues } from './features/features'
import { camelotCode, keyName } from './harmony'
import { BLOCKS, type Block } from './features/vector-spec'

/** A bar of a histogram. */
export const Bin = z.object({ label: z.string(), count: z.number().int() })
export type Bin = z.infer<typeof Bin>

/** Fifths of the way from dark to cheerful, and from calm to energetic; 0 is the lowest. */
export const MOOD_STEPS = 5
export const MoodCell = z.object({
  valence: z.number().int().min(0).max(4),
  energy: z.number().int().min(0).max(4),
  count: z.number().int(),
})
export type MoodCell = z.infer<typeof MoodCell>

/** How the tracks of a catalog or a playlist are spread; a track without a value is not counted for it. */
export const Distributions = z.object({
  tempo: z.array(Bin),
  /** Pitch class and mode, in the order of the Camelot wheel. */
  keys: z.array(Bin),
  decades: z.array(Bin),
  /** The most frequent ones; a track counts for each of its genres. */
  genres: z.array(Bin),
  /** Valence against energy (the plane of Russell, A circumplex model of affect, 1980), cells with a track only. */
  moods: z.array(MoodCell),
  /** Mean of each mood value over the tracks that have it; null where none has. */
  mood: z.object({
    energy: z.number().nullable(),
    valence: z.number().nullable(),
    danceability: z.number().nullable(),
    acousticness: z.number().nullable(),
    instrumentalness: z.number().nullable(),
  }),
})
export type Distributions = z.infer<typeof Distributions>

export const BlockCoverage = z.object({ block: z.enum(BLOCKS), tracks: z.number().int() })
export type BlockCoverage = z.infer<typeof BlockCoverage>

/** What of a track is counted. */
export type CountedTrack = { values: FeatureValues; releaseYear: number | null; genres: readonly string[] }

const TEMPO_BIN = 10
/** Tempi outside are counted in the outermost bar, so that one broken value does not stretch the axis. */
const TEMPO_RANGE = { from: 60, to: 200 }
const TOP_GENRES = 12

/** Counts and means over tracks, in one pass for each. */
export function toDistributions(tracks: readonly CountedTrack[]): Distributions {
  const valuesOf = (name: FeatureName) => tracks.flatMap(({ values }) => values[name] ?? [])
  return {
    tempo: tempoBins(valuesOf('tempo')),
    keys: keyBins(tracks),
    decades: decadeBins(tracks.flatMap(({ releaseYear }) => releaseYear ?? [])),
    genres: countBy(tracks.flatMap(({ genres }) => genres)).slice(0, TOP_GENRES),
    moods: moodCells(tracks),
    mood: {
      energy: mean(valuesOf('energy')),
      valence: mean(valuesOf('valence')),
      danceability: mean(valuesOf('danceability')),
      acousticness: mean(valuesOf('acousticness')),
      instrumentalness: mean(valuesOf('instrumentalness')),
    },
  }
}

/** How often each label occurs, the most frequent first. */
export function countBy(labels: readonly string[]): Bin[] {
  return [...tally(labels)]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
}

/** Tracks that have each block of the feature space, from how many tracks have which mask. */
export function blockCoverage(masks: readonly { mask: number; tracks: number }[]): BlockCoverage[] {
  return BLOCKS.flatMap((block: Block, i) => {
    const tracks = masks.reduce((sum, { mask, tracks: n }) => sum + (mask & (1 << i) ? n : 0), 0)
    return tracks === 0 ? [] : { block, tracks }
  })
}

function mean(values: number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length
}

function tally<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

/** Bars from the lowest to the highest tempo that occurs, empty ones between included. */
function tempoBins(tempi: number[]): Bin[] {
  const { from, to } = TEMPO_RANGE
  const starts = tempi.map((bpm) => Math.floor(Math.min(to, Math.max(from, bpm)) / TEMPO_BIN) * TEMPO_BIN)
  return withoutGaps(starts, TEMPO_BIN, (start) => {
    return `${String(start)}–${String(start + TEMPO_BIN - 1)} ${FEATURES.tempo.unit}`
  })
}

function decadeBins(years: number[]): Bin[] {
  const decades = years.map((year) => Math.floor(year / 10) * 10)
  return withoutGaps(decades, 10, (decade) => `${String(decade)}s`)
}

function withoutGaps(starts: number[], step: number, toLabel: (start: number) => string): Bin[] {
  if (starts.length === 0) return []
  const counts = tally(starts)
  const known = [...counts.keys()]
  const first = Math.min(...known)
  const bars = Math.round((Math.max(...known) - first) / step) + 1
  return Array.from({ length: bars }, (_, i) => first + i * step).map((start) => ({
    label: toLabel(start),
    count: counts.get(start) ?? 0,
  }))
}

/** Every key that occurs, in the order of the Camelot wheel. */
function keyBins(tracks: readonly CountedTrack[]): Bin[] {
  const order = new Map<string, number>()
  const labels = tracks.flatMap(({ values: { key, mode } }) => {
    if (key === undefined || mode === undefined) return []
    const code = camelotCode(key, mode)
    const label = keyName(key, mode)
    order.set(label, parseInt(code) * 2 + (code.endsWith('B') ? 1 : 0))
    return label
  })
  return countBy(labels).sort((a, b) => (order.get(a.label) ?? 0) - (order.get(b.label) ?? 0))
}

function moodCells(tracks: readonly CountedTrack[]): MoodCell[] {
  const stepOf = (share: number) => Math.min(MOOD_STEPS - 1, Math.max(0, Math.floor(share * MOOD_STEPS)))
  const cells = tracks.flatMap(({ values: { valence, energy } }) =>
    valence === undefined || energy === undefined ? [] : stepOf(energy) * MOOD_STEPS + stepOf(valence),
  )
  return [...tally(cells)]
    .sort(([a], [b]) => a - b)
    .map(([cell, count]) => ({
      valence: cell % MOOD_STEPS,
      energy: Math.floor(cell / MOOD_STEPS),
      count,
    }))
}
