/** Below this sine two directions are the same or opposite, and the great circle between them is not defined. */
const DEGENERATE = 1e-6

/**
 * The point at share `t` (0…1) of the great circle from `a` to `b`, spherical linear interpolation (Shoemake, Animating
 * Rotation with Quaternion Curves, SIGGRAPH 1985): sin((1 − t)θ) / sin θ · a + sin(tθ) / sin θ · b, with θ the angle
 * between them. Both have length 1, and so has the point: equal steps of t are equal angles, which the straight line
 * between the two does not give. Where a and b are the same or opposite, it is the straight line at length 1.
 */
export function slerp(a: Float32Array, b: Float32Array, t: number): Float32Array {
  const angle = Math.acos(clampCosine(dot(a, b)))
  const sine = Math.sin(angle)
  if (sine < DEGENERATE) return toUnit(blend(a, b, 1 - t, t), t < 0.5 ? a : b)
  return blend(a, b, Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine)
}

/** The angle of a cosine in radians; rounding may bring a cosine a little beyond ±1. */
export function toAngle(cosine: number): number {
  return Math.acos(clampCosine(cosine))
}

/** `vector` at length 1; `otherwise` where it has none. */
export function toUnit(vector: Float32Array, otherwise: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector))
  return length < DEGENERATE ? otherwise.slice() : vector.map((value) => value / length)
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

function blend(a: Float32Array, b: Float32Array, ofA: number, ofB: number): Float32Array {
  return a.map((value, i) => ofA * value + ofB * (b[i] ?? 0))
}

const clampCosine = (cosine: number): number => Math.max(-1, Math.min(1, cosine))
