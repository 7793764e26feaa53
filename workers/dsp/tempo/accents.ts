/** What changes slower than a beat is taken off the onset strength: the mean over ± 0.5 s. */
const TREND_SECONDS = 0.5

/** What stands out of its surroundings in an onset strength, ready to be correlated. */
export function toAccents(strength: Float64Array, framesPerSecond: number): Float64Array {
  return smooth(removeTrend(strength, Math.round(TREND_SECONDS * framesPerSecond)))
}

/** What rises above the mean of the `reach` frames on each side. */
function removeTrend(strength: Float64Array, reach: number): Float64Array {
  const sums = new Float64Array(strength.length + 1)
  strength.forEach((value, i) => (sums[i + 1] = (sums[i] ?? 0) + value))
  return strength.map((value, i) => {
    const from = Math.max(0, i - reach)
    const to = Math.min(strength.length, i + reach + 1)
    return Math.max(0, value - ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from))
  })
}

/** A short low pass: a period between two frames would else be split over both lags and look weaker than its double. */
function smooth(strength: Float64Array): Float64Array {
  return strength.map(
    (value, i) => (value + ((strength[i - 1] ?? value) + (strength[i + 1] ?? value)) / 2) / 2,
  )
}
