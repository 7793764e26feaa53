/** A full audio analysis (spotify-api.md, section 3) that agrees with the track's features and its preview. */
import { createComposition } from './composition'
import type { Composition } from './composition'
import { round } from './features'
import { clamp, createRandom, item, Salt } from './random'
import type { Random } from './random'
import type { SandboxTrack } from './tracks'

export type Interval = { start: number; duration: number; confidence: number }

const SAMPLE_RATE = 22_050
/** Real analyses have about this many segments a second. */
const SEGMENT_RATE = 3.8

export function createAnalysis(seed: number, track: SandboxTrack) {
  const random = createRandom(Salt.analysis, seed, track.index)
  const composition = createComposition(seed, track)
  const { features } = track
  const duration = track.durationMs / 1000
  const steady = clamp(0.25 + 0.5 * features.danceability + 0.25 * features.energy, 0, 1)
  const confidence = (centre: number): number => round(clamp(centre + 0.12 * random.normal(), 0, 1), 3)
  const beats = cutGrid(duration, composition.beat, random, steady)
  const bars = beats
    .filter((_, i) => i % composition.beatsPerBar === 0)
    .map((beat) => ({
      ...beat,
      duration: round(beat.duration * composition.beatsPerBar, 5),
      confidence: confidence(steady * 0.8),
    }))
  const tatums = beats.flatMap((beat) =>
    [0, 1].map((half) => ({
      start: round(beat.start + (half * beat.duration) / 2, 5),
      duration: round(beat.duration / 2, 5),
      confidence: beat.confidence,
    })),
  )
  return {
    meta: {
      analyzer_version: '4.0.0',
      platform: 'Linux',
      detailed_status: 'OK',
      status_code: 0,
      timestamp: 1_700_000_000 + (track.index % 10_000_000),
      analysis_time: round(2 + duration / 60, 5),
      input_process: 'libvorbisfile L+R 44100->22050',
    },
    track: {
      num_samples: Math.round(duration * SAMPLE_RATE),
      duration: round(duration, 5),
      sample_md5: '',
      offset_seconds: 0,
      window_seconds: 0,
      analysis_sample_rate: SAMPLE_RATE,
      analysis_channels: 1,
      end_of_fade_in: round(features.energy > 0.6 ? 0 : 0.4 + 2 * random.uniform(), 5),
      start_of_fade_out: round(duration - 2 - 8 * random.uniform(), 5),
      loudness: features.loudness,
      tempo: features.tempo,
      tempo_confidence: confidence(steady * 0.8),
      time_signature: features.time_signature,
      time_signature_confidence: confidence(0.85),
      key: features.key,
      key_confidence: confidence(0.55),
      mode: features.mode,
      mode_confidence: confidence(0.55),
      // Opaque in the real answer; nothing reads them.
      codestring: '',
      code_version: 3.15,
      echoprintstring: '',
      echoprint_version: 4.15,
      synchstring: '',
      synch_version: 1,
      rhythmstring: '',
      rhythm_version: 1,
    },
    bars,
    beats,
    tatums,
    sections: createSections(track, composition, confidence, steady),
    segments: createSegments(track, composition, beats, random),
  }
}

export type AudioAnalysis = ReturnType<typeof createAnalysis>

function cutGrid(duration: number, beat: number, random: Random, steady: number): Interval[] {
  const grid: Interval[] = []
  const wobble = 0.02 * (1 - steady) * beat
  for (let start = 0; start + beat <= duration; start = round(start, 5)) {
    // The next beat is aimed at the grid and not at the last beat, so that the mean tempo is exact.
    const next = (grid.length + 1) * beat + wobble * random.normal()
    grid.push({
      start,
      duration: round(next - start, 5),
      confidence: round(clamp(steady + 0.2 * random.normal(), 0, 1), 3),
    })
    start = next
  }
  return grid
}

function createSections(
  track: SandboxTrack,
  composition: Composition,
  confidence: (centre: number) => number,
  steady: number,
) {
  const { features } = track
  return composition.sections.map(({ start, duration, level }) => ({
    start: round(start, 5),
    duration: round(duration, 5),
    confidence: start === 0 ? 1 : confidence(0.6),
    loudness: round(features.loudness + levelGain(track, level), 3),
    tempo: features.tempo,
    tempo_confidence: confidence(steady * 0.7),
    key: features.key,
    key_confidence: confidence(0.5),
    mode: features.mode,
    mode_confidence: confidence(0.5),
    time_signature: features.time_signature,
    time_signature_confidence: confidence(0.9),
  }))
}

/** dB against the track's mean; quiet genres swing wider between their sections. */
function levelGain(track: SandboxTrack, level: number): number {
  return (level - 0.75) * (6 + 10 * (1 - track.features.energy))
}

function createSegments(track: SandboxTrack, composition: Composition, beats: Interval[], random: Random) {
  const { features } = track
  const parts = Math.max(1, Math.round(composition.beat * SEGMENT_RATE))
  const attacks = beats.flatMap((beat) =>
    Array.from({ length: parts }, (_, i) => beat.start + (i * beat.duration) / parts),
  )
  const peaks = attacks.map((start, i) => {
    const accent = i % parts === 0 ? 1.5 : -1.5
    const section =
      composition.sections.findLast((candidate) => candidate.start <= start) ?? item(composition.sections, 0)
    return clamp(features.loudness + 3 + accent + levelGain(track, section.level) + random.normal(), -60, 3)
  })
  const drop = 4 + 14 * (1 - features.energy)
  const brightness = 60 * (features.energy - 0.5) - 35 * (features.acousticness - 0.4)
  return attacks.map((start, i) => {
    const end = attacks[i + 1] ?? track.durationMs / 1000
    const peak = item(peaks, i)
    const floor = Math.max(-60, Math.min(peak, peaks[i - 1] ?? -60) - drop)
    const bar = Math.floor(i / parts / composition.beatsPerBar)
    return {
      start: round(start, 5),
      duration: round(end - start, 5),
      confidence: round(clamp((i % parts === 0 ? 0.75 : 0.35) + 0.15 * random.normal(), 0, 1), 3),
      loudness_start: round(i === 0 ? -60 : floor, 3),
      loudness_max_time: round(Math.min(end - start, 0.02 + 0.06 * features.acousticness), 5),
      loudness_max: round(peak, 3),
      // Documented as the next segment's start; only the last one carries its own.
      loudness_end: round(
        i === attacks.length - 1 ? -60 : Math.max(-60, Math.min(item(peaks, i + 1), peak) - drop),
        3,
      ),
      pitches: drawPitches(composition, bar, features.speechiness, random),
      timbre: drawTimbre(track, peak, brightness, random),
    }
  })
}

/** Chroma of the bar's chord over a noise floor that speech and drums raise; the strongest is 1. */
function drawPitches(composition: Composition, bar: number, speechiness: number, random: Random): number[] {
  const chord = item(composition.progression, bar % composition.progression.length)
  const raw = Array.from({ length: 12 }, (_, pitch) => {
    const member = chord.indexOf(pitch)
    const tone = member === 0 ? 1 : member > 0 ? 0.75 : composition.scale.includes(pitch) ? 0.22 : 0.06
    return clamp(tone + (0.06 + 0.3 * speechiness) * Math.abs(random.normal()), 0.01, 2)
  })
  const strongest = Math.max(...raw)
  return raw.map((value) => round(value / strongest, 3))
}

/** The documented readings of the first four coefficients; the others are small and belong to the genre. */
function drawTimbre(track: SandboxTrack, peak: number, brightness: number, random: Random): number[] {
  const flat = 80 * (track.features.speechiness - 0.1) + 25 * (track.features.energy - 0.5)
  const attack = 45 * (track.features.danceability - 0.5)
  const leading = [clamp(60 + peak, 0, 60), brightness * 2, flat, attack]
  const rest = Array.from({ length: 8 }, (_, i) => 14 * Math.sin(1.7 * (track.genre + 1) * (i + 1)))
  return [...leading, ...rest].map((centre, i) => round(centre + (i === 0 ? 0 : 9 * random.normal()), 3))
}
