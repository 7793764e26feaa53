import type { Scaler } from '~server/domain/scaler'
import { toUnitVector } from '~server/domain/vector'
import { DIMENSIONS } from '~server/domain/vector-spec'

/** Unit vectors [n × DIMENSIONS] of shaped ones, both row-major. */
export function scaleRows(shaped: Float32Array, scaler: Scaler): Float32Array {
  const vectors = new Float32Array(shaped.length)
  for (let at = 0; at < shaped.length; at += DIMENSIONS) {
    vectors.set(toUnitVector(shaped.subarray(at, at + DIMENSIONS), scaler), at)
  }
  return vectors
}
