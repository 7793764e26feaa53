import { z } from 'zod'
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
 * The scaler of a catalog: winsorised mean and standard deviation per dimension (Wilcox, Introduction to Robust
 * Estimation, 2012, section 3.3), over the values that are there. `rows` is n × DIMENSIONS shaped values, row-major,
 * NaN where missing. A dimension without spread gets scale 1, so that it adds nothing instead of noise.
 */
export function fitScaler(rows: Float32Array): Scaler {
  const n = Math.floor(rows.length / DIMENSIONS)
  const dimensions = VECTOR_SPEC.dimensions.map((dimension, i) => {
    if (dimension.scaling === 'fixed') return { location: 0, scale: 1 }
    const values = column(rows, n, i)
    return {
      ...winsorisedMoments(values),
      ...(dimension.scaling === 'ranked' && { scores: normalScores(values) }),
    }
  })
  return { spec: VECTOR_SPEC.version, fittedOn: n, dimensions }
}

/** A value in spreads of the catalog, as `toUnitVector` weights it. */
export function scaleValue(value: number, { location, scale, scores }: ScaledDimension): number {
  if (!scores || scores.length === 0) return (value - location) / scale
  const above = scores.findIndex(([at]) => at >= value)
  const [upper, lower] = [scores[above], scores[above - 1]]
  if (above === -1) return scores.at(-1)?.[1] ?? 0
  if (!upper || !lower) return upper?.[1] ?? 0
  return lower[1] + ((value - lower[0]) / (upper[0] - lower[0])) * (upper[1] - lower[1])
}

/** Knots of a ranked dimension at most: as many years as there are of recorded sound. */
const MAX_KNOTS = 200

/**
 * Normal scores (van der Waerden): the mean rank of each value among all, as a quantile of the standard normal
 * distribution. Where there are more values than knots, evenly spaced ones of them stand for the others.
 */
export function normalScores(values: Float32Array): [number, number][] {
  const sorted = values.slice().sort()
  const knots: [number, number][] = []
  for (let from = 0; from < sorted.length;) {
    const value = sorted[from] ?? 0
    let to = from
    while (to < sorted.length && sorted[to] === value) to++
    knots.push([value, normalQuantile((from + to) / 2 / sorted.length)])
    from = to
  }
  if (knots.length <= MAX_KNOTS) return knots
  const step = (knots.length - 1) / (MAX_KNOTS - 1)
  return Array.from({ length: MAX_KNOTS }, (_, i) => knots[Math.round(i * step)] ?? [0, 0])
}

/** Quantile of the standard normal distribution for 0 < p < 1, by Winitzki's inverse of erf (2008), within .005. */
function normalQuantile(p: number): number {
  const a = 0.147
  const x = 2 * p - 1
  const log = Math.log(1 - x * x)
  const b = 2 / (Math.PI * a) + log / 2
  return Math.SQRT2 * Math.sign(x) * Math.sqrt(Math.sqrt(b * b - log / a) - b)
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

function winsorisedMoments(values: Float32Array): { location: number; scale: number } {
  if (values.length === 0) return { location: 0, scale: 1 }
  const sorted = values.slice().sort()
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
