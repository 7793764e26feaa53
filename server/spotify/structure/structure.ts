import type { AudioAnalysis } from './audio-analysis'
import { weightedMean, weightedQuantile, weightedSpread, type Weighted } from './weighted'

/** How a recording is built; a value that the analysis does not give is absent. */
export type Structure = {
  /** Sections a minute: verse, chorus, bridge. */
  section_rate?: number
  /** Coefficient of variation of the sections' lengths. */
  section_length_variation?: number
  /** dB and BPM, spread over the sections by their length. */
  section_loudness_spread?: number
  section_tempo_spread?: number
  /** Segments (sound events) a second. */
  segment_rate?: number
  /** dB between the 10th and the 95th percentile of the segments' peaks, as EBU Tech 3342 takes them. */
  segment_loudness_range?: number
  /** Twelve values each: by the segments' length. */
  timbre_mean?: number[]
  timbre_spread?: number[]
  pitch_mean?: number[]
  pitch_spread?: number[]
  /** 0…1: 1 for a machine's beat, falling with the coefficient of variation of the beats' lengths. */
  beat_regularity?: number
  /** Seconds. */
  fade_in?: number
  fade_out?: number
  /** True where the recording is too short to have sections of its own: a preview clip. */
  partial: boolean
}

/** Below this a recording is a clip: Spotify's sections of whole tracks last half a minute on average. */
const SHORTEST_WHOLE_SECONDS = 60
/** Fewer beats than this say nothing about regularity. */
const FEWEST_BEATS = 8
/** A beat whose length differs by this share on average is no beat any more. */
const IRREGULAR = 0.5
/** Peaks this quiet are silence before or after the music. */
const SILENCE_DB = -59

/** The structure that an audio analysis shows. What needs whole sections is left out of a clip. */
export function toStructure(analysis: AudioAnalysis): Structure {
  const { duration } = analysis.track
  const partial = duration < SHORTEST_WHOLE_SECONDS
  return withoutUndefined({
    ...(partial ? {} : { ...ofSections(analysis), ...fades(analysis) }),
    ...ofSegments(analysis),
    beat_regularity: beatRegularity(analysis.beats.map((beat) => beat.duration)),
    partial,
  })
}

function ofSections({ sections, track }: AudioAnalysis) {
  if (sections.length === 0) return {}
  const lengths = sections.map(({ duration }): readonly [number, number] => [duration, 1])
  const mean = weightedMean(lengths)
  const spread = weightedSpread(lengths)
  return {
    section_rate: sections.length / (track.duration / 60),
    section_length_variation: mean && spread !== undefined ? spread / mean : undefined,
    section_loudness_spread: weightedSpread(sections.map((s) => [s.loudness, s.duration])),
    // Tempo 0 means that none was found (Spotify's reference).
    section_tempo_spread: weightedSpread(
      sections.filter((s) => s.tempo > 0).map((s) => [s.tempo, s.duration]),
    ),
  }
}

function ofSegments({ segments, track }: AudioAnalysis) {
  if (segments.length === 0) return {}
  const sounding = segments.filter((segment) => segment.loudness_max > SILENCE_DB)
  const peaks: Weighted = sounding.map((s) => [s.loudness_max, s.duration])
  const quiet = weightedQuantile(peaks, 0.1)
  const loud = weightedQuantile(peaks, 0.95)
  const perCoefficient = (
    of: 'timbre' | 'pitches',
    statistic: (values: Weighted) => number | undefined,
  ): number[] | undefined => {
    const values = Array.from({ length: 12 }, (_, i) =>
      statistic(sounding.map((segment) => [segment[of][i] ?? 0, segment.duration])),
    )
    return values.every((value) => value !== undefined) ? values : undefined
  }
  return {
    segment_rate: segments.length / track.duration,
    segment_loudness_range: quiet === undefined || loud === undefined ? undefined : loud - quiet,
    timbre_mean: perCoefficient('timbre', weightedMean),
    timbre_spread: perCoefficient('timbre', weightedSpread),
    pitch_mean: perCoefficient('pitches', weightedMean),
    pitch_spread: perCoefficient('pitches', weightedSpread),
  }
}

function beatRegularity(lengths: number[]): number | undefined {
  if (lengths.length < FEWEST_BEATS) return undefined
  const values: Weighted = lengths.map((length) => [length, 1])
  const mean = weightedMean(values)
  const spread = weightedSpread(values)
  return mean && spread !== undefined ? Math.max(0, 1 - spread / mean / IRREGULAR) : undefined
}

function fades({ track }: AudioAnalysis) {
  const { duration, end_of_fade_in: fadeIn, start_of_fade_out: fadeOut } = track
  return {
    fade_in: typeof fadeIn === 'number' ? Math.max(0, Math.min(duration, fadeIn)) : undefined,
    fade_out: typeof fadeOut === 'number' ? Math.max(0, duration - Math.max(0, fadeOut)) : undefined,
  }
}

type Optional<T> = { [K in keyof T]: T[K] | undefined }

function withoutUndefined(structure: Optional<Structure> & { partial: boolean }): Structure {
  return Object.fromEntries(Object.entries(structure).filter(([, value]) => value !== undefined)) as Structure
}
