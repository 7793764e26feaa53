import { scaleValue, type Scaler } from './scaler'
import { BLOCKS, DIMENSIONS, GROUPS, VECTOR_SPEC, type Group, type VectorInput } from './vector-spec'

/** Shaped values in the order of VECTOR_SPEC; NaN where a value is missing. Stored; independent of the catalog. */
export type ShapedVector = Float32Array
/** Scaled, weighted and of unit length; missing dimensions are 0, the mean. What the index holds. */
export type UnitVector = Float32Array

/** The shaped vector of a track: shape [DIMENSIONS], NaN where the input lacks the value; written to `shaped` where given. */
export function shapeVector(input: VectorInput, shaped = new Float32Array(DIMENSIONS)): ShapedVector {
  let i = 0
  for (const { shape } of VECTOR_SPEC.dimensions) shaped[i++] = shape(input) ?? Number.NaN
  return shaped
}

/** One bit per block of BLOCKS, set where the track has at least one value of the block. */
export function blockMask(shaped: ShapedVector): number {
  let mask = 0
  for (let i = 0; i < DIMENSIONS; i++) if (!Number.isNaN(shaped[i])) mask |= BLOCK_BITS[i] ?? 0
  return mask
}

const BLOCK_BITS = VECTOR_SPEC.dimensions.map(({ block }) => 1 << BLOCKS.indexOf(block))

/** The groups that have a block in a mask, in the order of GROUPS. */
export function groupsOf(mask: number): Group[] {
  const groups = new Set(
    VECTOR_SPEC.dimensions.flatMap((d, i) => ((BLOCK_BITS[i] ?? 0) & mask ? [d.group] : [])),
  )
  return GROUPS.filter((group) => groups.has(group))
}

/**
 * Scales, weights and normalises shaped values: what `toScaledVector` gives, at unit length. Written to `unit` where given,
 * which may be `shaped` itself.
 */
export function toUnitVector(
  shaped: ShapedVector,
  scaler: Scaler,
  unit: Float32Array = new Float32Array(DIMENSIONS),
): UnitVector {
  return normalise(toScaledVector(shaped, scaler, unit), unit)
}

/** Scales and weights shaped values: in spreads of the catalog, clipped to ±3, × weight; 0 where missing. */
export function toScaledVector(
  shaped: ShapedVector,
  { dimensions }: Scaler,
  scaled: Float32Array = new Float32Array(DIMENSIONS),
): Float32Array {
  // By index: an iterator's pairs take six times as long, and an import waits for all of its tracks.
  for (let i = 0; i < DIMENSIONS; i++) {
    const value = shaped[i] ?? Number.NaN
    const spreads = Number.isNaN(value) ? 0 : scaleValue(value, dimensions[i] ?? AS_IT_IS)
    scaled[i] = (WEIGHTS[i] ?? 0) * Math.max(-CLIP, Math.min(CLIP, spreads))
  }
  return scaled
}

const WEIGHTS = VECTOR_SPEC.dimensions.map(({ weight }) => weight)
const AS_IT_IS = { location: 0, scale: 1 }
/** Beyond three spreads a value says "far out" and no more; without it one outlier decides a whole score. */
const CLIP = 3

/** The vector at length 1, written to `unit` where given; a vector of length 0 stays as it is. */
export function normalise(
  vector: Float32Array,
  unit: Float32Array = new Float32Array(vector.length),
): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum)
  if (length === 0) return vector
  for (let i = 0; i < vector.length; i++) unit[i] = (vector[i] ?? 0) / length
  return unit
}
