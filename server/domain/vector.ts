import { scaleValue, type Scaler } from './scaler'
import { DIMENSIONS, GROUPS, VECTOR_SPEC, type Group, type VectorInput } from './vector-spec'

/** Shaped values in the order of VECTOR_SPEC; NaN where a value is missing. Stored; independent of the catalog. */
export type ShapedVector = Float32Array
/** Scaled, weighted and of unit length; missing dimensions are 0, the mean. What the index holds. */
export type UnitVector = Float32Array

/** The shaped vector of a track: shape [DIMENSIONS], NaN where the input lacks the value. */
export function shapeVector(input: VectorInput): ShapedVector {
  return Float32Array.from(VECTOR_SPEC.dimensions, (dimension) => dimension.shape(input) ?? Number.NaN)
}

/** One bit per group of GROUPS, set where the track has at least one value of the group. */
export function groupMask(shaped: ShapedVector): number {
  let mask = 0
  VECTOR_SPEC.dimensions.forEach((dimension, i) => {
    if (!Number.isNaN(shaped[i])) mask |= 1 << GROUPS.indexOf(dimension.group)
  })
  return mask
}

/** The groups of a mask, in the order of GROUPS. */
export function groupsOf(mask: number): Group[] {
  return GROUPS.filter((_, bit) => mask & (1 << bit))
}

/** Scales, weights and normalises shaped values: what `toScaledVector` gives, at unit length. */
export function toUnitVector(shaped: ShapedVector, scaler: Scaler): UnitVector {
  return normalise(toScaledVector(shaped, scaler))
}

/** Scales and weights shaped values: (x − location) / scale, clipped to ±3, × weight; 0 where missing. */
export function toScaledVector(shaped: ShapedVector, scaler: Scaler): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  VECTOR_SPEC.dimensions.forEach((dimension, i) => {
    const value = shaped[i] ?? Number.NaN
    if (Number.isNaN(value)) return
    vector[i] =
      dimension.weight * Math.max(-CLIP, Math.min(CLIP, scaleValue(value, scaler.dimensions[i] ?? AS_IT_IS)))
  })
  return vector
}

const AS_IT_IS = { location: 0, scale: 1 }
/** Beyond three spreads a value says "far out" and no more; without it one outlier decides a whole score. */
const CLIP = 3

/** The vector at length 1; a vector of length 0 stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((v) => v / length)
}
