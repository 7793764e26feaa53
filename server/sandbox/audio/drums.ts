/** Drum one-shots, synthesised once per preview and mixed in wherever the pattern asks. */
import type { Random } from '../catalogue/random'

export type Drum = 'kick' | 'snare' | 'hat'
export type DrumShots = Record<Drum, Float32Array>

/** `brightness` 0–1 opens the noise, `wood` 0–1 softens the attack as brushes and felt do. */
export function createDrums(random: Random, sampleRate: number, brightness: number, wood: number): DrumShots {
  const seconds = (length: number, at: (t: number, noise: number) => number): Float32Array =>
    Float32Array.from({ length: Math.round(length * sampleRate) }, (_, i) =>
      at(i / sampleRate, 2 * random.uniform() - 1),
    )
  const click = 0.25 * (1 - wood)
  const kick = seconds(0.28, (t, noise) => {
    // The pitch falls from about 150 Hz to 48 Hz; the phase is the integral of that fall.
    const phase = 48 * t + (105 / 34) * (1 - Math.exp(-34 * t))
    return Math.sin(2 * Math.PI * phase) * Math.exp(-11 * t) + click * noise * Math.exp(-260 * t)
  })
  const snare = seconds(
    0.2,
    (t, noise) =>
      0.7 * noise * Math.exp(-(18 + 10 * wood) * t) +
      0.4 * Math.sin(2 * Math.PI * 188 * t) * Math.exp(-26 * t),
  )
  const hat = seconds(0.07, (t, noise) => noise * Math.exp(-(75 - 30 * brightness) * t))
  return { kick, snare: highPass(snare, 0.35 + 0.3 * brightness), hat: highPass(hat, 0.92) }
}

/** Adds a shot to the mix; what lies beyond the end is cut. */
export function addShot(mix: Float32Array, shot: Float32Array, start: number, gain: number): void {
  const from = Math.max(0, Math.round(start))
  const length = Math.min(shot.length, mix.length - from)
  for (let i = 0; i < length; i++) mix[from + i] = (mix[from + i] ?? 0) + gain * (shot[i] ?? 0)
}

/** First difference mixed with the dry sound: `share` 1 takes all lows away. */
function highPass(shot: Float32Array, share: number): Float32Array {
  return shot.map((value, i) => value - share * (i === 0 ? 0 : (shot[i - 1] ?? 0)))
}
