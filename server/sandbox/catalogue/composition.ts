/** How a track is built, shared by its audio analysis and its preview: chords, sections, the time of a beat. */
import { createRandom, item, Salt } from './random'
import type { SandboxTrack } from './tracks'

/** Pitch classes (0 = C) of a triad, root first. */
export type Chord = readonly [root: number, third: number, fifth: number]
export type Section = {
  start: number
  duration: number
  /** 0–1 against the loudest section. */ level: number
}
export type Composition = {
  /** Seconds. */
  beat: number
  beatsPerBar: number
  /** One chord a bar, repeated; the first is the tonic. */
  progression: Chord[]
  /** Pitch classes of the key's scale, tonic first. */
  scale: number[]
  sections: Section[]
}

const MAJOR = [0, 2, 4, 5, 7, 9, 11] as const
const MINOR = [0, 2, 3, 5, 7, 8, 10] as const
// Scale degrees from 0; every loop starts on the tonic so that the key can be heard.
const MAJOR_LOOPS = [
  [0, 4, 5, 3],
  [0, 3, 4, 3],
  [0, 5, 3, 4],
  [0, 3, 0, 4],
  [0, 0, 3, 4],
] as const
const MINOR_LOOPS = [
  [0, 5, 2, 6],
  [0, 3, 4, 0],
  [0, 6, 5, 6],
  [0, 5, 3, 4],
  [0, 0, 5, 6],
] as const
const FORM = [0.45, 0.7, 1, 0.72, 1, 0.55, 1, 0.5] as const

export function createComposition(seed: number, track: SandboxTrack): Composition {
  const { key, mode, tempo, time_signature } = track.features
  const random = createRandom(Salt.composition, seed, track.recording)
  const steps = mode === 1 ? MAJOR : MINOR
  const scale = steps.map((step) => (key + step) % 12)
  const loop = random.pick<readonly number[]>(mode === 1 ? MAJOR_LOOPS : MINOR_LOOPS)
  const degree = (n: number): number => item(scale, n % 7)
  const progression = loop.map((n): Chord => [degree(n), degree(n + 2), degree(n + 4)])
  const beat = 60 / tempo
  return {
    beat,
    beatsPerBar: time_signature,
    progression,
    scale,
    sections: cutSections(track.durationMs / 1000, beat * time_signature),
  }
}

/** Eight-bar multiples up to the end, in verse and chorus levels, at most 24. */
function cutSections(duration: number, bar: number): Section[] {
  const wanted = Math.min(24, Math.max(3, Math.round(duration / 27)))
  const length = Math.max(1, Math.round(duration / wanted / bar / 4)) * 4 * bar
  const count = Math.max(1, Math.floor(duration / length))
  return Array.from({ length: count }, (_, i) => ({
    start: i * length,
    duration: i === count - 1 ? duration - i * length : length,
    level: item(FORM, i === count - 1 && count > 2 ? 7 : i % 7),
  }))
}
