import Meyda from 'meyda'
import { createPowerSpectrum } from './real-fft'

export type Frame = {
  index: number
  /** Mean square of the frame's samples, before the window. */
  meanSquare: number
  /** |X[k]|² of bins 0 … size/2, scaled so that a sine of amplitude 1 has about 1 in its bin. Reused by the next frame. */
  power: Float64Array
}

/**
 * Cuts `signal` into frames of `size` samples every `hop`, windows them (Hann, Meyda's) and hands each spectrum to
 * `visit`. A signal shorter than a frame is one frame, filled up with silence. Gives the number of frames.
 */
export function eachFrame(
  signal: Float32Array,
  { size, hop }: { size: number; hop: number },
  visit: (frame: Frame) => void,
): number {
  const window = createWindow(size)
  const transform = createPowerSpectrum(size)
  const samples = new Float64Array(size)
  const power = new Float64Array(size / 2 + 1)
  const count = countFrames(signal.length, size, hop)
  for (let index = 0; index < count; index++) {
    const start = index * hop
    let sum = 0
    for (let i = 0; i < size; i++) {
      const x = start + i < signal.length ? (signal[start + i] ?? 0) : 0
      sum += x * x
      samples[i] = x * (window[i] ?? 0)
    }
    transform(samples, power)
    visit({ index, meanSquare: sum / size, power })
  }
  return count
}

export function countFrames(length: number, size: number, hop: number): number {
  return Math.max(1, 1 + Math.floor((length - size) / hop))
}

/** Hann window whose sum is 2, so that a full-scale sine comes out as 1. */
function createWindow(size: number): Float64Array {
  const hann = Float64Array.from(Meyda.windowing(new Float32Array(size).fill(1), 'hanning'))
  const sum = hann.reduce((total, value) => total + value, 0)
  return hann.map((value) => (2 * value) / sum)
}
