import { getBrightness } from './brightness'
import { countFrames, eachFrame } from '../spectrum/frames'
import { createMelBands } from '../spectrum/mel-bands'
import { createMfcc, MFCC_COUNT } from './mfcc'
import { createMoments } from './moments'
import { getSpectralFlux } from '../spectrum/spectral-flux'
import { createOnsetStrength, writeOnsetStrength, type OnsetStrength } from '../tempo/onset-strength'

/** 93 ms every 23 ms at 22,050 Hz: librosa's and Essentia's usual frames. */
const FRAME = { size: 2048, hop: 512 }
const MEL_BANDS = 40
/** −100 dB to a full-scale sine: below every recording's noise. */
const FLOOR_POWER = 1e-10
/** Onsets are told from what lies within 40 dB under the mean level, so that noise in a pause is none. */
const ONSET_RANGE_DB = 40

export type Timbre = {
  centroid: { mean: number; deviation: number }
  spread: number
  rolloff: number
  flatness: number
  crest: number
  flux: number
  mfccMean: number[]
  mfccDeviation: number[]
  onsetStrength: OnsetStrength
  /** Frames above the gate. */
  audible: number
}

/**
 * Everything that is told from short frames, in one pass over one spectrogram. Frames below `gate` (mean square) count
 * nothing in the means; `meanSquare` is that of the whole signal.
 */
export function analyseTimbre(
  signal: Float32Array,
  sampleRate: number,
  { gate, meanSquare }: { gate: number; meanSquare: number },
): Timbre {
  const bins = FRAME.size / 2 + 1
  const toMelBands = createMelBands(MEL_BANDS, FRAME.size, sampleRate)
  const toMfcc = createMfcc(MEL_BANDS)
  const onsetFloorDb = 10 * Math.log10(meanSquare + FLOOR_POWER) - ONSET_RANGE_DB
  const frames = countFrames(signal.length, FRAME.size, FRAME.hop)
  const onsetStrength = createOnsetStrength(frames, sampleRate / FRAME.hop)
  const shape = createMoments(6)
  const cepstrum = createMoments(MFCC_COUNT)
  const melDb = new Float64Array(MEL_BANDS)
  const mfcc = new Float64Array(MFCC_COUNT)
  let magnitude = new Float64Array(bins)
  let previous = new Float64Array(bins)
  let onsetBands = new Float64Array(MEL_BANDS)
  let previousBands = new Float64Array(MEL_BANDS)
  eachFrame(signal, FRAME, (frame) => {
    const { power, index } = frame
    toMagnitude(power, magnitude)
    toMelBands(power, melDb)
    for (let band = 0; band < MEL_BANDS; band++) {
      const db = 10 * Math.log10((melDb[band] ?? 0) + FLOOR_POWER)
      melDb[band] = db
      onsetBands[band] = Math.max(db, onsetFloorDb)
    }
    // Before the first frame there is nothing to rise from.
    if (index > 0) writeOnsetStrength(onsetStrength, index, onsetBands, previousBands)
    if (frame.meanSquare > gate) {
      const flux = index > 0 ? getSpectralFlux(magnitude, previous) : 0
      shape.add([...getBrightness(power, magnitude, sampleRate / FRAME.size), flux])
      toMfcc(melDb, mfcc)
      cepstrum.add(mfcc)
    }
    ;[magnitude, previous] = [previous, magnitude]
    ;[onsetBands, previousBands] = [previousBands, onsetBands]
  })
  const [centroid = 0, spread = 0, rolloff = 0, flatness = 0, crest = 0, flux = 0] = shape.mean()
  return {
    centroid: { mean: centroid, deviation: shape.deviation()[0] ?? 0 },
    ...{ spread, rolloff, flatness, crest, flux },
    mfccMean: cepstrum.mean(),
    mfccDeviation: cepstrum.deviation(),
    onsetStrength,
    audible: shape.count(),
  }
}

function toMagnitude(power: Float64Array, magnitude: Float64Array): void {
  for (let k = 0; k < power.length; k++) magnitude[k] = Math.sqrt(power[k] ?? 0)
}
