import type { Peaks } from '../spectrum/spectral-peaks'

/** Pitch classes, C first. */
const CLASSES = 12
/** Semitones that a peak reaches around its pitch, by a squared cosine (Gómez 2006: 4/3 of a semitone in all). */
const HALF_WIDTH = 2 / 3

/**
 * Pitch class profile of a frame, C first, its largest value 1; zeros without peaks (Fujishima 1999; Gómez, "Tonal
 * description of music audio signals", 2006, without her weighting of harmonics, which made the key no better here).
 * `tuning` in semitones from A4 = 440 Hz. Meyda's chroma has a fixed tuning and reads whole bins, which are wider than
 * a semitone below 180 Hz.
 */
export function getChroma({ hz, magnitude }: Peaks, tuning: number): Float64Array {
  const chroma = new Float64Array(CLASSES)
  for (let i = 0; i < hz.length; i++) {
    addPitch(chroma, 69 - tuning + 12 * Math.log2((hz[i] ?? 0) / 440), magnitude[i] ?? 0)
  }
  const most = Math.max(...chroma)
  return most > 0 ? chroma.map((value) => value / most) : chroma
}

function addPitch(chroma: Float64Array, pitch: number, weight: number): void {
  const nearest = Math.round(pitch)
  for (let semitone = nearest - 1; semitone <= nearest + 1; semitone++) {
    const distance = Math.abs(pitch - semitone)
    if (distance >= HALF_WIDTH) continue
    const index = ((semitone % CLASSES) + CLASSES) % CLASSES
    chroma[index] = (chroma[index] ?? 0) + weight * Math.cos((Math.PI / 2) * (distance / HALF_WIDTH)) ** 2
  }
}

/** Entropy of a chroma vector as a share of that of the even one: 0 for a single pitch class, 1 for none preferred. */
export function getChromaEntropy(chroma: readonly number[]): number {
  const sum = chroma.reduce((total, value) => total + value, 0)
  if (sum <= 0) return 1
  const shares = chroma.map((value) => value / sum).filter((share) => share > 0)
  return -shares.reduce((bits, share) => bits + share * Math.log2(share), 0) / Math.log2(CLASSES)
}
