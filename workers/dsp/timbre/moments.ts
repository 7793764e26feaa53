/** Running mean and standard deviation of vectors of one length (Welford's method: stable for any number of them). */
export type Moments = {
  add: (values: ArrayLike<number>) => void
  count: () => number
  /** Zeros before the first vector. */
  mean: () => number[]
  deviation: () => number[]
}

export function createMoments(length: number): Moments {
  const mean = new Float64Array(length)
  const squares = new Float64Array(length)
  let count = 0
  return {
    add: (values) => {
      count++
      for (let i = 0; i < length; i++) {
        const value = values[i] ?? 0
        const delta = value - (mean[i] ?? 0)
        const moved = (mean[i] ?? 0) + delta / count
        mean[i] = moved
        squares[i] = (squares[i] ?? 0) + delta * (value - moved)
      }
    },
    count: () => count,
    mean: () => [...mean],
    deviation: () => Array.from(squares, (sum) => Math.sqrt(sum / Math.max(1, count))),
  }
}
