import type { Scaler } from './scaler'
import { DIMENSIONS, VECTOR_SPEC } from './vector-spec'

/**
 * How far a catalog has moved from the one that its scaler was fitted on. `share` is what was added or changed since,
 * as part of what was there; `distance` is the largest move of a dimension's mean, in its own spread, and `dimension`
 * its name.
 */
export type Drift = {
  changed: number
  removed: number
  share: number
  distance: number
  dimension: string | null
}

/** Counts what comes in after a build; one pass, sums only. */
export function createDriftMeter(scaler: Scaler) {
  const sums = new Float64Array(DIMENSIONS)
  const counts = new Float64Array(DIMENSIONS)
  let changed = 0
  let removed = 0

  return {
    /** `shaped` is n × DIMENSIONS, NaN where a value is missing. */
    add(shaped: Float32Array, removals: number): void {
      removed += removals
      changed += shaped.length / DIMENSIONS
      // Loops: every vector of an import goes through here, in the thread that answers requests.
      for (let at = 0; at < shaped.length; at += DIMENSIONS) {
        for (let i = 0; i < DIMENSIONS; i++) {
          const value = shaped[at + i] ?? Number.NaN
          if (Number.isNaN(value)) continue
          sums[i] = (sums[i] ?? 0) + value
          counts[i] = (counts[i] ?? 0) + 1
        }
      }
    },

    read(): Drift {
      let distance = 0
      let furthest: string | null = null
      VECTOR_SPEC.dimensions.forEach(({ name, scaling }, i) => {
        const fitted = scaler.dimensions[i]
        const count = counts[i] ?? 0
        if (scaling === 'fixed' || !fitted || count === 0) return
        const mean = (sums[i] ?? 0) / count
        // The mean of old and new together moves by the share of the new.
        const moved = (Math.abs(mean - fitted.location) / fitted.scale) * (count / (scaler.fittedOn + count))
        if (moved > distance) [distance, furthest] = [moved, name]
      })
      const share = scaler.fittedOn === 0 ? 0 : (changed + removed) / scaler.fittedOn
      return { changed, removed, share, distance, dimension: furthest }
    },
  }
}
export type DriftMeter = ReturnType<typeof createDriftMeter>
