import { z } from 'zod'
import { DIMENSIONS, VECTOR_SPEC } from './vector-spec'

/** Location and scale per dimension, fitted on a catalog; stored with the index version that uses it. */
export const Scaler = z.object({
  spec: z.number().int(),
  fittedOn: z.number().int(),
  dimensions: z.array(z.object({ location: z.number(), scale: z.number().positive() })).length(DIMENSIONS),
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
    return winsorisedMoments(column(rows, n, i))
  })
  return { spec: VECTOR_SPEC.version, fittedOn: n, dimensions }
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
