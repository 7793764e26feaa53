import { z } from 'zod'
import { normalQuantile } from '../normal'
import { interpolate, type Knot } from '../piecewise-linear'
import { DIMENSIONS, VECTOR_SPEC } from './vector-spec'

const ScaledDimension = z.object({
  location: z.number(),
  scale: z.number().positive(),
  /** Of a ranked dimension: ascending values and the normal score of each; between them it is interpolated. */
  scores: z.array(z.tuple([z.number(), z.number()])).optional(),
})
export type ScaledDimension = z.infer<typeof ScaledDimension>

/** Location and scale per dimension, fitted on a catalog; stored with the index version that uses it. */
export const Scaler = z.object({
  spec: z.number().int(),
  fittedOn: z.number().int(),
  dimensions: z.array(ScaledDimension).length(DIMENSIONS),
})
export type Scaler = z.infer<typeof Scaler>

/** Share cut off at either end before mean and spread are taken: a broken value must not move the scale. */
const WINSOR = 0.01
const SMALLEST_SCALE = 1e-6

/**
 * The scaler of a catalog, over the values that are there: normal scores per ranked dimension, and for the drift meter
 * winsorised mean and standard deviation (Wilcox, Introduction to Robust Estimation, 2012, section 3.3). `rows` is
 * n × DIMENSIONS shaped values, row-major, NaN where missing. A dimension without spread gets scale 1.
 */
export function fitScaler(rows: Float32Array): Scaler {
  const n = Math.floor(rows.length / DIMENSIONS)
  const dimensions = VECTOR_SPEC.dimensions.map((dimension, i) => {
    if (dimension.scaling === 'fixed') return { location: 0, scale: 1 }
    const sorted = column(rows, n, i).sort()
    return { ...winsorisedMoments(sorted), scores: normalScores(sorted) }
  })
  return { spec: VECTOR_SPEC.version, fittedOn: n, dimensions }
}

/** A value in spreads of the catalog, as `toUnitVector` weights it; 0 of a dimension that the catalog did not have. */
export function scaleValue(value: number, { location, scale, scores }: ScaledDimension): number {
  return scores ? interpolate(scores, value) : (value - location) / scale
}

/**
 * Knots of a ranked dimension at most: as many years as there are of recorded sound. Two of so many neighbours differ
 * by .02 spreads near the middle of a catalog, well below what anybody hears.
 */
const MAX_KNOTS = 150

/**
 * Normal scores (van der Waerden) of ascending values: the mean rank of each among all, as a quantile of the standard
 * normal distribution. Where there are more values than knots, evenly spaced ones of them stand for the others.
 */
export function normalScores(sorted: Float32Array): Knot[] {
  const starts = findRuns(sorted)
  const toKnot = (run: number): Knot => {
    const from = starts[run] ?? 0
    const to = starts[run + 1] ?? sorted.length
    const score = normalQuantile((from + to) / 2 / sorted.length)
    // Seven digits are what a float32 holds; more would only fill the database.
    return [Number((sorted[from] ?? 0).toPrecision(7)), Number(score.toFixed(4))]
  }
  const knots = Math.min(starts.length, MAX_KNOTS)
  const step = knots > 1 ? (starts.length - 1) / (knots - 1) : 0
  return Array.from({ length: knots }, (_, i) => toKnot(Math.round(i * step)))
}

/** Where each value of ascending ones stands first. */
function findRuns(sorted: Float32Array): Uint32Array {
  const starts = new Uint32Array(sorted.length)
  let runs = 0
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) starts[runs++] = i
  return starts.subarray(0, runs)
}

function column(rows: Float32Array, n: number, i: number): Float32Array {
  const values = new Float32Array(n)
  let count = 0
  for (let row = 0; row < n; row++) {
    const value = rows[row * DIMENSIONS + i] ?? Number.NaN
    if (!Number.isNaN(value)) values[count++] = value
  }
  return values.subarray(0, count)
}

function winsorisedMoments(sorted: Float32Array): { location: number; scale: number } {
  if (sorted.length === 0) return { location: 0, scale: 1 }
  const last = sorted.length - 1
  const low = sorted[Math.floor(last * WINSOR)] ?? 0
  const high = sorted[Math.ceil(last * (1 - WINSOR))] ?? 0
  let sum = 0
  let squares = 0
  for (const value of sorted) {
    const v = Math.max(low, Math.min(high, value))
    sum += v
    squares += v * v
  }
  const location = sum / sorted.length
  const variance = squares / sorted.length - location * location
  const scale = Math.sqrt(Math.max(0, variance))
  return { location, scale: scale > SMALLEST_SCALE ? scale : 1 }
}
