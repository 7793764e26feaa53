import { toAccents } from './accents'
import type { OnsetStrength } from './onset-strength'
import { autocorrelate, correlate } from './periodicity'

/**
 * How alike the onsets are some frames apart: of all bands, of each alone, and of the low with the middle one (a bass
 * drum that a snare drum answers). Index: lag in frames.
 */
export type Correlations = {
  all: Float64Array
  low: Float64Array
  middle: Float64Array
  high: Float64Array
  lowMiddle: Float64Array
}

export type Accents = Omit<OnsetStrength, 'framesPerSecond'>

export function getAccents({ framesPerSecond, ...bands }: OnsetStrength): Accents {
  return mapBands(bands, (band) => toAccents(band, framesPerSecond))
}

/** Mean correlations of windows of `length` frames that overlap by half: a long piece may change its tempo. */
export function getCorrelations(accents: Accents, length: number, lags: number): Correlations {
  const windows = cutWindows(accents, length).map(({ all, low, middle, high }) => ({
    all: autocorrelate(all, lags),
    low: autocorrelate(low, lags),
    middle: autocorrelate(middle, lags),
    high: autocorrelate(high, lags),
    lowMiddle: correlate(low, middle, lags),
  }))
  const mean = (name: keyof Correlations) => getMean(windows.map((window) => window[name]))
  return {
    all: mean('all'),
    low: mean('low'),
    middle: mean('middle'),
    high: mean('high'),
    lowMiddle: mean('lowMiddle'),
  }
}

/** Windows of `length` that overlap by half; the whole where it is shorter. */
export function cutWindows(accents: Accents, length: number): Accents[] {
  const hop = Math.max(1, length >> 1)
  const count = 1 + Math.max(0, Math.floor((accents.all.length - length) / hop))
  return Array.from({ length: count }, (_, i) =>
    mapBands(accents, (band) => band.subarray(i * hop, i * hop + length)),
  )
}

function mapBands(bands: Accents, map: (band: Float64Array) => Float64Array): Accents {
  return { all: map(bands.all), low: map(bands.low), middle: map(bands.middle), high: map(bands.high) }
}

function getMean(rows: Float64Array[]): Float64Array {
  const sum = new Float64Array(rows[0]?.length ?? 0)
  for (const row of rows) row.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + value / rows.length))
  return sum
}
