/** A point of a piecewise linear map: `at` is mapped to `to`. */
export type Knot = [at: number, to: number]

/**
 * The value of a piecewise linear map: between two knots what lies on their line, outside of all what the outermost
 * says. `knots` ascend in their first number; without any the value is 0.
 */
export function interpolate(knots: readonly Knot[], value: number): number {
  let low = 0
  let high = knots.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((knots[middle]?.[0] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  const [upper, lower] = [knots[low], knots[low - 1]]
  if (!upper) return lower?.[1] ?? 0
  if (!lower) return upper[1]
  return lower[1] + ((value - lower[0]) / (upper[0] - lower[0])) * (upper[1] - lower[1])
}
