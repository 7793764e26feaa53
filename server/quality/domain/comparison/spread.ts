/** Standard deviation of scores (population); 0 for none. */
export function spreadOf(scores: Float32Array): number {
  if (scores.length === 0) return 0
  let mean = 0
  for (const score of scores) mean += score / scores.length
  let squares = 0
  for (const score of scores) squares += (score - mean) ** 2
  return Math.sqrt(squares / scores.length)
}
