import { rowOf, type Rows } from './rows'
import { meanRow } from './score-by-mean'

/**
 * Seeds that the catalog's own spread counts for in the spread of the seeds: with few seeds nearly every dimension
 * looks narrow by chance (a conjugate prior on a variance; Gelman et al., Bayesian Data Analysis, 2013, section 2.6).
 */
const PRIOR_SEEDS = 10
/** A dimension without spread in the catalog says nothing about a list. */
const LEAST_VARIANCE = 1e-9

/**
 * Cosine to the mean of the seeds, each dimension weighted by how much narrower the seeds are in it than the catalog:
 * what the seeds agree on counts more. `catalogVariance` [width] is that of all rows (see `varianceOf`).
 * One seed has no spread; the weights are then all equal.
 */
export function scoreByPrecision(
  unit: Rows,
  seeds: readonly number[],
  catalogVariance: Float32Array,
): Float32Array {
  const mean = meanRow(unit, seeds)
  const weights = precisionWeights(unit, seeds, mean, catalogVariance)
  let meanSquares = 0
  weights.forEach((weight, j) => (meanSquares += weight * (mean[j] ?? 0) ** 2))
  const scores = new Float32Array(unit.count)
  for (let i = 0, at = 0; i < unit.count; i++) {
    let dot = 0
    let squares = 0
    for (let j = 0; j < unit.width; j++, at++) {
      const value = unit.values[at] ?? 0
      const weighted = (weights[j] ?? 0) * value
      dot += weighted * (mean[j] ?? 0)
      squares += weighted * value
    }
    const length = Math.sqrt(squares * meanSquares)
    scores[i] = length === 0 ? 0 : dot / length
  }
  return scores
}

/** Variance of each dimension over all rows [width]. */
export function varianceOf(rows: Rows): Float32Array {
  const sums = new Float64Array(rows.width)
  const squares = new Float64Array(rows.width)
  for (let i = 0, at = 0; i < rows.count; i++) {
    for (let j = 0; j < rows.width; j++, at++) {
      const value = rows.values[at] ?? 0
      sums[j] = (sums[j] ?? 0) + value
      squares[j] = (squares[j] ?? 0) + value * value
    }
  }
  const n = Math.max(1, rows.count)
  return Float32Array.from(sums, (sum, j) => Math.max(0, (squares[j] ?? 0) / n - (sum / n) ** 2))
}

function precisionWeights(
  unit: Rows,
  seeds: readonly number[],
  mean: Float32Array,
  catalogVariance: Float32Array,
): Float32Array {
  return catalogVariance.map((prior, j) => {
    if (prior < LEAST_VARIANCE || seeds.length < 2) return 1
    let squares = 0
    for (const i of seeds) squares += ((rowOf(unit, i)[j] ?? 0) - (mean[j] ?? 0)) ** 2
    const variance = (squares + PRIOR_SEEDS * prior) / (seeds.length - 1 + PRIOR_SEEDS)
    return prior / variance
  })
}
