import { getChroma, getChromaEntropy } from './chroma'
import { eachFrame } from '../spectrum/frames'
import { findKey, type Key } from './key'
import { createMoments } from '../timbre/moments'
import { findPeaks, type Peaks } from '../spectrum/spectral-peaks'
import { estimateTuning } from './tuning'

/** 372 ms: bins of 2.7 Hz tell semitones apart from C2 on. The frames for timbre, a quarter as long, do not. */
const FRAME = { size: 8192, hop: 4096 }

export type Harmony = {
  /** Mean chroma, C first, each frame's largest value 1. */
  chromaMean: number[]
  /** 0–1, see getChromaEntropy. */
  chromaEntropy: number
  /** Cents from A4 = 440 Hz, −50 to 50. */
  tuningCents: number
  /** Null where no pitch class stands out. */
  key: Key | null
}

/** Pitch content of a mono signal; frames below `gate` (mean square) count nothing. */
export function analyseHarmony(signal: Float32Array, sampleRate: number, gate: number): Harmony {
  const frames: Peaks[] = []
  eachFrame(signal, FRAME, ({ power, meanSquare }) => {
    if (meanSquare > gate) frames.push(findPeaks(power, sampleRate / FRAME.size))
  })
  const tuning = estimateTuning(frames)
  const chroma = createMoments(12)
  for (const peaks of frames) chroma.add(getChroma(peaks, tuning))
  const chromaMean = chroma.mean()
  return {
    chromaMean,
    chromaEntropy: getChromaEntropy(chromaMean),
    tuningCents: tuning * 100,
    key: findKey(chromaMean),
  }
}
