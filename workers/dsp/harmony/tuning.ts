import type { Peaks } from '../spectrum/spectral-peaks'

/**
 * How far the piece is tuned from A4 = 440 Hz, in semitones from −0.5 to 0.5: the circular mean of what the peaks
 * deviate from the nearest tempered semitone, each weighted by its magnitude (Dressler & Streich, ISMIR 2007).
 */
export function estimateTuning(frames: Peaks[]): number {
  let x = 0
  let y = 0
  for (const { hz, magnitude } of frames) {
    for (let i = 0; i < hz.length; i++) {
      const angle = 2 * Math.PI * 12 * Math.log2((hz[i] ?? 0) / 440)
      x += (magnitude[i] ?? 0) * Math.cos(angle)
      y += (magnitude[i] ?? 0) * Math.sin(angle)
    }
  }
  return Math.atan2(y, x) / (2 * Math.PI)
}
