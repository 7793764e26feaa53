/** A track's place and how energetic it is, 0…1. */
export type EnergyPoint = { vector: Float32Array; energy: number }

/** How vectors change with energy in a catalog: what a point moves by per unit of energy, shape [width]. */
export type EnergySlope = Float32Array

/** With fewer tracks than this, what they have in common is chance. */
const LEAST_POINTS = 20

/**
 * The slope of the regression of vectors on energy, Σ (e − ē)(v − v̄) / Σ (e − ē)²: where the tracks lie that are more
 * energetic and otherwise as one would expect. null where too few tracks, or all alike, leave it open.
 */
export function toEnergySlope(points: readonly EnergyPoint[]): EnergySlope | null {
  const [first] = points
  if (!first || points.length < LEAST_POINTS) return null
  const mean = points.reduce((sum, { energy }) => sum + energy / points.length, 0)
  const slope = new Float32Array(first.vector.length)
  let squares = 0
  for (const { vector, energy } of points) {
    const off = energy - mean
    squares += off * off
    // Σ (e − ē) v̄ is 0, so the mean vector need not be taken off.
    vector.forEach((value, i) => (slope[i] = (slope[i] ?? 0) + off * value))
  }
  return squares < Number.EPSILON * points.length ? null : slope.map((value) => value / squares)
}

/** A point moved by so much energy along the slope; not of unit length. */
export function shiftEnergy(point: Float32Array, slope: EnergySlope, by: number): Float32Array {
  return point.map((value, i) => value + by * (slope[i] ?? 0))
}
