/**
 * Bands in which drums are told apart (Goto, "An Audio-based Real-time Beat Tracking System", JNMR 2001: bass drum and
 * snare drum; Klapuri, Eronen & Astola, IEEE TASLP 2006: accents in a few wide bands): kick and bass below about 220 Hz,
 * snare and voices, cymbals above about 3 kHz. Of 40 mel bands up to 11 kHz, the first of each.
 */
const LOW = 0
const MIDDLE = 4
const HIGH = 26

/** How strongly something begins in each frame, dB. */
export type OnsetStrength = {
  all: Float64Array
  low: Float64Array
  middle: Float64Array
  high: Float64Array
  framesPerSecond: number
}

/** Room for `frames` frames, all zero. */
export function createOnsetStrength(frames: number, framesPerSecond: number): OnsetStrength {
  const make = () => new Float64Array(frames)
  return { all: make(), low: make(), middle: make(), high: make(), framesPerSecond }
}

/**
 * Writes the mean rise of the mel bands in dB since the frame before, falls counting nothing (Ellis, "Beat Tracking by
 * Dynamic Programming", JNMR 2007; librosa's onset_strength), of all bands and of each part of them.
 */
export function writeOnsetStrength(
  strength: OnsetStrength,
  frame: number,
  melDb: Float64Array,
  previous: Float64Array,
): void {
  const low = getRise(melDb, previous, LOW, MIDDLE)
  const middle = getRise(melDb, previous, MIDDLE, HIGH)
  const high = getRise(melDb, previous, HIGH, melDb.length)
  strength.low[frame] = low / (MIDDLE - LOW)
  strength.middle[frame] = middle / (HIGH - MIDDLE)
  strength.high[frame] = high / (melDb.length - HIGH)
  strength.all[frame] = (low + middle + high) / melDb.length
}

function getRise(melDb: Float64Array, previous: Float64Array, from: number, to: number): number {
  let rise = 0
  for (let band = from; band < to; band++) {
    const d = (melDb[band] ?? 0) - (previous[band] ?? 0)
    rise += d > 0 ? d : 0
  }
  return rise
}
