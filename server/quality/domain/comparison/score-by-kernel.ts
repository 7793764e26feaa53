import { dotRows, rowOf, type Rows } from './rows'
import { spreadOf } from './spread'

/**
 * Softmax kernel over the seeds: (1/β) log mean exp(β cos), between the mean of the cosines (β → 0) and the nearest
 * seed alone (β → ∞). A list with two moods keeps both, where their mean would be neither. β is one over the spread of
 * the cosines to the catalog, so that "near" means the same in a wide space and in a narrow one.
 */
export function scoreByKernel(unit: Rows, seeds: readonly number[]): Float32Array {
  const each = seeds.map((seed) => dotRows(unit, rowOf(unit, seed)))
  const spread = each.reduce((sum, scores) => sum + spreadOf(scores), 0) / Math.max(1, each.length)
  const beta = spread > 0 ? 1 / spread : 1
  const scores = new Float32Array(unit.count)
  for (let i = 0; i < unit.count; i++) {
    let sum = 0
    for (const cosines of each) sum += Math.exp(beta * (cosines[i] ?? 0))
    scores[i] = Math.log(sum / Math.max(1, each.length)) / beta
  }
  return each.length === 0 ? new Float32Array(unit.count) : scores
}
