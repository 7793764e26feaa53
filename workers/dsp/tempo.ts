import { autocorrelate, interpolate } from './periodicity'

export type Tempo = {
  /** Beats a minute. */
  bpm: number
  /** 0–1: the geometric mean of regularity and stability. */
  confidence: number
  /** 0–1: how alike the onset strengths of successive beats are (pulse clarity). */
  regularity: number
  /** 0–1: share of the windows of 10 s in which the same tempo leads, or its half or double. */
  stability: number
}

/** Slower or faster than a listener taps along (London, "Hearing in Time", 2004: periods from 0.3 to 1.5 s). */
const SLOWEST_BPM = 40
const FASTEST_BPM = 200
/** Steps of 0.6 %, finer than the 4 % that tempo estimates are judged by. */
const STEPS_PER_OCTAVE = 120
/** Listeners prefer a beat near 120 BPM: normal over log₂, 0.9 octaves wide (Ellis, JNMR 2007). */
const PREFERRED_BPM = 120
const PREFERENCE_OCTAVES = 0.9
/** A period counts when its multiples recur too: a bar of four beats. */
const BEATS = 4
/** What changes slower than a beat is taken off the onset strength: the mean over ± 0.5 s. */
const TREND_SECONDS = 0.5
/** Two correlations this near to each other count as alike: a short period lies worse between the frames than a long one. */
const AS_WELL = 0.9
const WINDOW_SECONDS = 30
const STABILITY_SECONDS = 10
/** Below this there are too few beats to compare. */
export const MIN_TEMPO_SECONDS = 4
/** As tempo estimation is judged (Gouyon et al. 2006). */
const TOLERANCE = 0.04

const GRID = Array.from(
  { length: Math.floor(Math.log2(FASTEST_BPM / SLOWEST_BPM) * STEPS_PER_OCTAVE) + 1 },
  (_, i) => SLOWEST_BPM * 2 ** (i / STEPS_PER_OCTAVE),
)

/**
 * Tempo of an onset strength of `framesPerSecond`; null below 4 s or without any repetition. In two steps. First the
 * family: the tempo whose period and its multiples to a bar correlate best (comb over the autocorrelation, Davies &
 * Plumbley 2007), weighed by what listeners prefer. Then the octave: the double tempo where the onsets repeat at
 * half the period at least as well as at the period itself, and it can still be tapped.
 */
export function estimateTempo(onsetStrength: Float64Array, framesPerSecond: number): Tempo | null {
  if (onsetStrength.length < MIN_TEMPO_SECONDS * framesPerSecond) return null
  const strength = smooth(removeTrend(onsetStrength, Math.round(TREND_SECONDS * framesPerSecond)))
  const correlation = getMeanCorrelation(strength, framesPerSecond)
  const family = findFamily(correlation, framesPerSecond)
  if (family === null) return null
  const toLag = (bpm: number) => (60 * framesPerSecond) / bpm
  const isDoubled =
    family * 2 <= FASTEST_BPM &&
    interpolate(correlation, toLag(family * 2)) >= AS_WELL * interpolate(correlation, toLag(family))
  const bpm = isDoubled ? family * 2 : family
  const regularity = Math.min(1, getComb(correlation, toLag(family)))
  const stability = getStability(strength, framesPerSecond, bpm)
  return { bpm, confidence: Math.sqrt(regularity * stability), regularity, stability }
}

/** Mean autocorrelation of windows of 30 s that overlap by half: a long piece may change its tempo. */
function getMeanCorrelation(strength: Float64Array, framesPerSecond: number): Float64Array {
  const lags = Math.ceil((BEATS * 60 * framesPerSecond) / SLOWEST_BPM) + 3
  const windows = cutWindows(strength, Math.round(WINDOW_SECONDS * framesPerSecond))
  const sum = new Float64Array(lags)
  for (const window of windows) {
    const correlation = autocorrelate(window, lags)
    for (let lag = 0; lag < lags; lag++) sum[lag] = (sum[lag] ?? 0) + (correlation[lag] ?? 0) / windows.length
  }
  return sum
}

function findFamily(correlation: Float64Array, framesPerSecond: number): number | null {
  let best: number | null = null
  let most = 0
  for (const bpm of GRID) {
    const distance = Math.log2(bpm / PREFERRED_BPM) / PREFERENCE_OCTAVES
    const score = getComb(correlation, (60 * framesPerSecond) / bpm) * Math.exp(-0.5 * distance * distance)
    if (score <= most) continue
    most = score
    best = bpm
  }
  return best
}

/** Mean correlation at 1 to 4 periods, as far as the signal reaches; not below zero. */
function getComb(correlation: Float64Array, lag: number): number {
  let sum = 0
  for (let beat = 1; beat <= BEATS; beat++) sum += interpolate(correlation, beat * lag)
  return Math.max(0, sum / BEATS)
}

function getStability(strength: Float64Array, framesPerSecond: number, bpm: number): number {
  const lags = Math.ceil((BEATS * 60 * framesPerSecond) / SLOWEST_BPM) + 3
  const windows = cutWindows(strength, Math.round(STABILITY_SECONDS * framesPerSecond))
  const agreeing = windows.filter((window) => {
    const own = findFamily(autocorrelate(window, lags), framesPerSecond)
    return own !== null && [0.5, 1, 2].some((factor) => Math.abs((own * factor) / bpm - 1) <= TOLERANCE)
  })
  return agreeing.length / windows.length
}

/** Windows of `length` that overlap by half; the whole where it is shorter. */
function cutWindows(strength: Float64Array, length: number): Float64Array[] {
  const windows = [strength.subarray(0, length)]
  for (let start = length >> 1; start + length <= strength.length; start += length >> 1) {
    windows.push(strength.subarray(start, start + length))
  }
  return windows
}

/** What rises above the mean of the `reach` frames on each side. */
function removeTrend(strength: Float64Array, reach: number): Float64Array {
  const sums = new Float64Array(strength.length + 1)
  strength.forEach((value, i) => (sums[i + 1] = (sums[i] ?? 0) + value))
  return strength.map((value, i) => {
    const from = Math.max(0, i - reach)
    const to = Math.min(strength.length, i + reach + 1)
    return Math.max(0, value - ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from))
  })
}

/** A short low pass: a period between two frames would else be split over both lags and look weaker than its double. */
function smooth(strength: Float64Array): Float64Array {
  return strength.map(
    (value, i) => (value + ((strength[i - 1] ?? value) + (strength[i + 1] ?? value)) / 2) / 2,
  )
}
