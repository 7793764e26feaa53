/** Turns a track's features and composition into timed notes and hits for thirty seconds. */
import type { Chord, Composition } from '../catalogue/composition'
import type { AudioFeatures } from '../catalogue/features'
import type { DrumKit } from '../catalogue/genres'
import { item } from '../catalogue/random'
import type { Random } from '../catalogue/random'
import type { Drum } from './drums'
import { getHits } from './patterns'
import type { Note } from './tones'
import { toFrequency } from './tones'

export type AudioEvent = { start: number } & ({ note: Note } | { drum: Drum; gain: number })
export type ArrangementInput = {
  features: AudioFeatures
  kit: DrumKit
  composition: Composition
  random: Random
  sampleRate: number
  seconds: number
}
type Bar = { start: number; beat: number; beats: number; chord: Chord }

const BASS_OCTAVE = 36
const CHORD_OCTAVE = 54
const LEAD_OCTAVE = 66

/** Events in order of time; starts in samples. */
export function arrange(input: ArrangementInput): AudioEvent[] {
  const { composition, sampleRate, seconds } = input
  const beat = composition.beat * sampleRate
  const length = beat * composition.beatsPerBar
  const bars = Math.ceil((seconds * sampleRate) / length)
  const events = Array.from({ length: bars }, (_, n) => {
    const chord = item(composition.progression, n % composition.progression.length)
    const bar: Bar = { start: n * length, beat, beats: composition.beatsPerBar, chord }
    return [...drums(input, bar), ...bass(input, bar), ...chords(input, bar), ...lead(input, bar)]
  })
  return events.flat().sort((a, b) => a.start - b.start)
}

function drums({ features, kit, composition }: ArrangementInput, bar: Bar): AudioEvent[] {
  const level = (0.25 + 0.75 * features.energy) * (1 - 0.55 * features.acousticness)
  const gains: Record<Drum, number> = {
    kick: 0.85 + 0.35 * features.danceability,
    snare: 0.55,
    hat: 0.3 + 0.25 * features.energy,
  }
  return getHits(kit, composition.beatsPerBar).map(({ drum, step, velocity }) => ({
    start: bar.start + (step * bar.beat) / 4,
    drum,
    gain: level * velocity * gains[drum],
  }))
}

/** The root on every beat, stronger on the first. */
function bass({ features, sampleRate }: ArrangementInput, bar: Bar): AudioEvent[] {
  const frequency = toFrequency(BASS_OCTAVE + bar.chord[0])
  return Array.from({ length: bar.beats }, (_, n) =>
    toEvent({
      start: bar.start + n * bar.beat,
      length: 0.9 * bar.beat,
      frequency,
      gain: (n === 0 ? 0.34 : 0.26) * (0.5 + 0.5 * features.energy),
      harmonics: 2 + Math.round(8 * features.energy),
      slope: 1.4,
      attack: 0.006 * sampleRate,
      decay: (0.25 + 0.5 * features.acousticness) * sampleRate,
      vibrato: 0,
    }),
  )
}

/** Synthesisers hold the chord for the bar; strings and piano strike it on every beat and let it ring. */
function chords({ features, sampleRate }: ArrangementInput, bar: Bar): AudioEvent[] {
  const struck = features.acousticness > 0.45 || features.energy < 0.3
  const strikes = struck ? bar.beats : 1
  return bar.chord.flatMap((pitch) =>
    Array.from({ length: strikes }, (_, n) =>
      toEvent({
        start: bar.start + n * bar.beat,
        length: (bar.beat * bar.beats) / strikes,
        frequency: toFrequency(CHORD_OCTAVE + ((pitch + 6) % 12)),
        gain: struck ? (n === 0 ? 0.2 : 0.13) : 0.085,
        harmonics: 3 + Math.round(20 * features.energy * (1 - 0.5 * features.acousticness)),
        slope: 1 + 0.9 * features.acousticness,
        attack: (struck ? 0.004 : 0.05) * sampleRate,
        decay: struck ? 0.45 * sampleRate : Infinity,
        vibrato: 0,
      }),
    ),
  )
}

/** Eighths from the chord, denser when danceable; sung tracks get longer notes with vibrato. */
function lead({ features, composition, random, sampleRate }: ArrangementInput, bar: Bar): AudioEvent[] {
  const sung = features.instrumentalness < 0.5
  const slots = sung ? bar.beats : 2 * bar.beats
  const width = (bar.beat * bar.beats) / slots
  const density = sung ? 0.6 : 0.35 + 0.4 * features.danceability
  return Array.from({ length: slots }, (_, n) => n)
    .filter((n) => n === 0 || random.chance(density))
    .map((n) => {
      const pitch = random.chance(0.75) ? random.pick(bar.chord) : random.pick(composition.scale)
      return toEvent({
        start: bar.start + n * width,
        length: sung ? 0.95 * width : 0.7 * width,
        frequency: toFrequency(LEAD_OCTAVE + ((pitch + 6) % 12)),
        gain: (sung ? 0.11 : 0.08) * (0.6 + 0.5 * features.energy),
        harmonics: sung ? 7 : 3 + Math.round(10 * features.energy),
        slope: sung ? 1.2 : 1.5,
        attack: (sung ? 0.03 : 0.005) * sampleRate,
        decay: (sung ? 1.2 : 0.3) * sampleRate,
        vibrato: sung ? 0.006 : 0,
      })
    })
}

function toEvent(note: Note): AudioEvent {
  return { start: note.start, note }
}
