import type { Random } from './random'

export type Drum = 'kick' | 'snare' | 'clap' | 'hat' | 'ride' | 'click' | 'tick' | 'beep'
export type DrumSounds = Record<Drum, Float32Array>

/** One sound of each kind, a little different for each seed. */
export function createDrumSounds(random: Random, rate: number): DrumSounds {
  const make = (seconds: number, at: (t: number, noise: number) => number) =>
    Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) =>
      at(i / rate, 2 * random.uniform() - 1),
    )
  const deep = random.between(42, 58)
  const decay = random.between(8, 18)
  const attack = random.between(0.05, 0.3)
  const body = random.between(170, 230)
  const ring = random.between(14, 30)
  const open = random.between(35, 110)
  return {
    // The pitch falls to `deep`; the phase is the integral of that fall.
    kick: make(0.3, (t, noise) => {
      const phase = deep * t + 3 * (1 - Math.exp(-34 * t))
      return Math.sin(2 * Math.PI * phase) * Math.exp(-decay * t) + attack * noise * Math.exp(-260 * t)
    }),
    snare: dullLows(
      make(0.22, (t, noise) => {
        const tone = 0.4 * Math.sin(2 * Math.PI * body * t) * Math.exp(-26 * t)
        return 0.7 * noise * Math.exp(-ring * t) + tone
      }),
      0.4,
    ),
    clap: dullLows(
      make(0.2, (t, noise) => noise * Math.exp(-ring * t)),
      0.6,
    ),
    hat: dullLows(
      make(0.09, (t, noise) => noise * Math.exp(-open * t)),
      0.95,
    ),
    ride: dullLows(
      make(0.4, (t, noise) => 0.8 * noise * Math.exp(-14 * t)),
      0.95,
    ),
    click: make(0.02, (_, noise) => noise),
    tick: make(0.03, (t) => Math.sin(2 * Math.PI * 1000 * t) * Math.exp(-80 * t)),
    beep: make(0.05, (t) => Math.sin(2 * Math.PI * 880 * t)),
  }
}

/** A tone with `harmonics` that fades out: bass, piano or, with a slow `attack`, strings. */
export function addTone(
  mix: Float32Array,
  { start, seconds, hz, gain, harmonics, attack, decay, rate }: ToneOptions,
): void {
  const from = Math.round(start * rate)
  const to = Math.min(mix.length, from + Math.round(seconds * rate))
  const step = (2 * Math.PI * hz) / rate
  for (let i = Math.max(0, from); i < to; i++) {
    const t = (i - from) / rate
    const left = (to - i) / rate
    const level = gain * Math.min(1, t / attack, left / 0.01) * Math.exp(-decay * t)
    let sum = 0
    for (let h = 1; h <= harmonics; h++) sum += Math.sin(step * h * (i - from)) / h
    mix[i] = (mix[i] ?? 0) + level * sum
  }
}

export type ToneOptions = {
  start: number
  seconds: number
  hz: number
  gain: number
  harmonics: number
  attack: number
  decay: number
  rate: number
}

/** Takes a share of the sample before off each: 0 changes nothing, near 1 leaves the highs alone. */
function dullLows(sound: Float32Array, share: number): Float32Array {
  return sound.map((x, i) => x - share * (sound[i - 1] ?? 0))
}
