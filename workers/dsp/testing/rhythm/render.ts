import type { Pattern } from './patterns'
import { createRandom, type Random } from './random'
import { addTone, createDrumSounds, type Drum } from './sounds'

const LEVEL: Record<string, number> = { X: 1, x: 0.6, o: 0.3, '?': 0.5 }
const SCALE = [0, 2, 3, 5, 7, 8, 10] as const
const CHORDS = [0, 5, 3, 4] as const

export type Rhythm = { bpm: number; samples: Float32Array }
type Bar = { pattern: Pattern; bar: number; toSeconds: (beat: number) => number }
type Mix = { random: Random; mix: Float32Array; rate: number }

/**
 * A pattern played for `seconds` at a tempo of its range: instruments at their own levels, bass, chords and noise of
 * the seed, uneven by some milliseconds, a tempo that swings by up to 1 % and a start anywhere in a bar. Patterns of
 * clicks stay exact and alone.
 */
export function renderRhythm(
  pattern: Pattern,
  seed: number,
  rate: number,
  seconds = 30,
  at?: number,
): Rhythm {
  const random = createRandom(seed)
  const [low, high] = pattern.bpm
  const bpm = at ?? low * (high / low) ** random.uniform()
  const mix = new Float32Array(Math.round(seconds * rate))
  const isClicks = pattern.kind === 'clicks'
  const drift = isClicks ? 0 : random.pick([0, 0, 0.003, 0.01])
  const first = isClicks ? 0 : random.uniform() * pattern.beats
  const toSeconds = (beat: number) => {
    const t = ((beat - first) * 60) / bpm
    return t + (drift * seconds * (Math.cos((2 * Math.PI * t) / seconds) - 1)) / (2 * Math.PI)
  }
  const bars = Array.from({ length: Math.ceil((seconds * bpm) / 60 / pattern.beats) + 2 }, (_, bar) => {
    return { pattern, bar, toSeconds }
  })
  const out = { random, mix, rate }
  addDrums(out, bars)
  if (!isClicks) {
    addBass(out, bars)
    addChords(out, bars)
    addNoise(out)
  }
  const peak = mix.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9)
  return { bpm, samples: mix.map((x) => (0.8 * x) / peak) }
}

function addDrums({ random, mix, rate }: Mix, bars: Bar[]): void {
  const sounds = createDrumSounds(random, rate)
  const gains = { kick: 1, snare: 0.6, clap: 0.5, hat: 0.35, ride: 0.35, click: 1, tick: 1, beep: 1 }
  for (const drum of Object.keys(gains) as Drum[]) gains[drum] *= random.between(0.6, 1.3)
  const uneven = bars[0]?.pattern.kind === 'clicks' ? 0 : random.pick([0, 0.002, 0.006])
  const fills = random.chance(0.3)
  for (const { pattern, bar, toSeconds } of bars) {
    const fill = fills && bar % 8 === 7
    for (const [drum, line] of Object.entries(pattern.lines) as [Drum, string][]) {
      Array.from(line).forEach((mark, step) => {
        const level = LEVEL[mark]
        if (level === undefined || (mark === '?' && random.chance(0.5))) return
        if (fill && step >= line.length / 2) return
        const beat = bar * pattern.beats + (step * pattern.beats) / line.length
        const start = Math.round((toSeconds(beat) + uneven * random.between(-1, 1)) * rate)
        addSound(mix, sounds[drum], start, gains[drum] * level * random.between(0.85, 1.15))
      })
    }
    if (!fill) continue
    for (let step = pattern.beats * pattern.division; step < 2 * pattern.beats * pattern.division; step++) {
      const beat = (bar + step / (2 * pattern.beats * pattern.division)) * pattern.beats
      addSound(mix, sounds.snare, Math.round(toSeconds(beat) * rate), 0.5 * random.between(0.6, 1))
    }
  }
}

function addSound(mix: Float32Array, sound: Float32Array, start: number, gain: number): void {
  for (let i = Math.max(0, -start); i < sound.length && start + i < mix.length; i++) {
    mix[start + i] = (mix[start + i] ?? 0) + gain * (sound[i] ?? 0)
  }
}

/** Positions of a bar, in beats, that an instrument plays: the bar, the beats, their divisions, or between the beats. */
function getSteps({ beats, division }: Pattern, style: string, random: Random): number[] {
  if (style === 'bar') return [0]
  if (style === 'beats') return Array.from({ length: beats }, (_, beat) => beat)
  if (style === 'between') return Array.from({ length: beats }, (_, beat) => beat + (division - 1) / division)
  const all = Array.from({ length: beats * division }, (_, step) => step / division)
  return style === 'divisions' ? all : all.filter((step) => random.chance(step % 1 === 0 ? 0.75 : 0.4))
}

function addBass({ random, mix, rate }: Mix, bars: Bar[]): void {
  const style = random.pick(['none', 'bar', 'beats', 'between', 'divisions', 'some', 'some'] as const)
  if (style === 'none') return
  const root = random.between(38, 60)
  const gain = random.between(0.15, 0.5)
  for (const { pattern, bar, toSeconds } of bars) {
    const steps = getSteps(pattern, style, random)
    steps.forEach((step, i) => {
      const start = toSeconds(bar * pattern.beats + step)
      const seconds = toSeconds(bar * pattern.beats + (steps[i + 1] ?? pattern.beats)) - start
      const degree = CHORDS[bar % 4] ?? 0
      const pitch = SCALE[(degree + (random.chance(0.3) ? 4 : 0)) % 7] ?? 0
      addTone(mix, { start, seconds: 0.9 * seconds, hz: root * 2 ** (pitch / 12), gain, harmonics: 4, attack: 0.006, decay: 2, rate }) // prettier-ignore
    })
  }
}

function addChords({ random, mix, rate }: Mix, bars: Bar[]): void {
  const drumless = Object.keys(bars[0]?.pattern.lines ?? {}).length === 0
  const style = random.pick([...(drumless ? [] : (['none', 'none', 'bar'] as const)), 'beats', 'divisions', 'some'] as unknown as readonly [string, ...string[]]) // prettier-ignore
  if (style === 'none') return
  const root = random.between(200, 300)
  const gain = random.between(0.03, 0.2)
  const tone = {
    harmonics: 5,
    attack: style === 'bar' ? 0.08 : 0.005,
    decay: style === 'bar' ? 0.2 : 3,
    rate,
  }
  for (const { pattern, bar, toSeconds } of bars) {
    const steps = getSteps(pattern, style, random)
    steps.forEach((step, i) => {
      const start = toSeconds(bar * pattern.beats + step)
      const seconds = toSeconds(bar * pattern.beats + (steps[i + 1] ?? pattern.beats)) - start
      const accent = step === 0 ? 1.4 : step % 1 === 0 ? 1 : 0.7
      for (const third of [0, 2, 4]) {
        if (style !== 'bar' && step !== 0 && random.chance(0.3)) continue
        const degree = (CHORDS[bar % 4] ?? 0) + third
        const pitch = (SCALE[degree % 7] ?? 0) + (degree >= 7 ? 12 : 0)
        addTone(mix, { start, seconds, hz: root * 2 ** (pitch / 12), gain: gain * accent, ...tone })
      }
    })
  }
}

function addNoise({ random, mix }: Mix): void {
  const level = 10 ** (random.between(-70, -25) / 20)
  for (let i = 0; i < mix.length; i++) mix[i] = (mix[i] ?? 0) + level * random.between(-1, 1)
}
