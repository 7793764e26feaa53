import type { Scaler } from '~server/domain/features/scaler'
import { toUnitVector } from '~server/domain/features/vector'
import { DIMENSIONS } from '~server/domain/features/vector-spec'

/** Unit vectors [n × DIMENSIONS] of shaped ones, row-major, written where those were. */
export function scaleRows(shaped: Float32Array, scaler: Scaler): Float32Array {
  for (let at = 0; at < shaped.length; at += DIMENSIONS) {
    const row = shaped.subarray(at, at + DIMENSIONS)
    toUnitVector(row, scaler, row)
  }
  return shaped
}
