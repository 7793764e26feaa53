import type { Correlations } from './correlations'
import { interpolate } from './periodicity'

/** Slower or faster than a listener taps along (London, "Hearing in Time", 2004: periods from 0.3 to 1.5 s). */
export const SLOWEST_BPM = 40
export const FASTEST_BPM = 200
/** Steps of 0.6 %, finer than the 4 % that tempo estimates are judged by. */
const STEPS_PER_OCTAVE = 120
/** A period counts when its multiples recur too: a bar of four beats. */
export const BEATS = 4
/** Parts and multiples of a beat at which onsets may recur: its quarter, third and half, bars of two, three and four. */
export const RATIOS = [1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 3 / 2, 2, 3, 4] as const
/** Octaves are counted from here; the width and the middle of what listeners prefer are weights. */
const MIDDLE_BPM = 110

/** A tempo that may be the beat's, and what speaks for it: see `listEvidence`. */
export type Hypothesis = { bpm: number; evidence: number[] }

/** From a step below the slowest to a step above the fastest: a maximum has neighbours. */
const GRID = Array.from(
  { length: Math.ceil(Math.log2(FASTEST_BPM / SLOWEST_BPM) * STEPS_PER_OCTAVE) + 5 },
  (_, i) => SLOWEST_BPM * 2 ** ((i - 2) / STEPS_PER_OCTAVE),
)

/** The tempos whose periods and multiples to a bar correlate better than those around them. */
export function listHypotheses(correlations: Correlations, framesPerSecond: number): Hypothesis[] {
  const { all, low, middle, high } = correlations
  const combs = GRID.map((bpm) => {
    const lag = (60 * framesPerSecond) / bpm
    return [all, low, middle, high].reduce((sum, band) => sum + getComb(band, lag), 0)
  })
  return GRID.flatMap((bpm, i) => {
    const [before = Infinity, here = 0, after = Infinity] = [combs[i - 1], combs[i], combs[i + 1]]
    if (here <= 0 || here < before || here <= after) return []
    return [{ bpm, evidence: listEvidence(correlations, bpm, framesPerSecond) }]
  })
}

/** Mean correlation at 1 to 4 periods (comb over the autocorrelation, Davies & Plumbley 2007). */
export function getComb(correlation: Float64Array, lag: number, periods = BEATS): number {
  let sum = 0
  for (let period = 1; period <= periods; period++) sum += interpolate(correlation, period * lag)
  return sum / periods
}

/** The correlations at each ratio, band by band, then the distance from MIDDLE_BPM in octaves and its square. */
function listEvidence(correlations: Correlations, bpm: number, framesPerSecond: number): number[] {
  const lag = (60 * framesPerSecond) / bpm
  const { all, low, middle, high, lowMiddle } = correlations
  const octaves = Math.log2(bpm / MIDDLE_BPM)
  return [
    ...[all, low, middle, high, lowMiddle].flatMap((band) =>
      RATIOS.map((ratio) => interpolate(band, ratio * lag)),
    ),
    octaves,
    octaves * octaves,
  ]
}
