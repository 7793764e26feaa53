/** Values, each counted as long as it lasts: [value, seconds]. */
export type Weighted = readonly (readonly [value: number, weight: number])[]

/** Mean by weight; undefined without any weight. */
export function weightedMean(values: Weighted): number | undefined {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0)
  return total > 0 ? values.reduce((sum, [value, weight]) => sum + value * weight, 0) / total : undefined
}

/** Standard deviation by weight (of the whole, not of a sample); undefined without any weight. */
export function weightedSpread(values: Weighted): number | undefined {
  const mean = weightedMean(values)
  if (mean === undefined) return undefined
  const variance = weightedMean(values.map(([value, weight]) => [(value - mean) ** 2, weight]))
  return variance === undefined ? undefined : Math.sqrt(variance)
}

/** The smallest value that a share `q` of the weight does not exceed; undefined without any weight. */
export function weightedQuantile(values: Weighted, q: number): number | undefined {
  const sorted = values.filter(([, weight]) => weight > 0).toSorted((a, b) => a[0] - b[0])
  const total = sorted.reduce((sum, [, weight]) => sum + weight, 0)
  let passed = 0
  for (const [value, weight] of sorted) {
    passed += weight
    if (passed >= q * total - Number.EPSILON * total) return value
  }
  return sorted.at(-1)?.[0]
}
