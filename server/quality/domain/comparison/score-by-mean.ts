import { normalise } from '../../../domain/features/vector'
import { dotRows, rowOf, type Rows } from './rows'

/** The mean of some rows [width]; zeros for none. */
export function meanRow(rows: Rows, of: readonly number[]): Float32Array {
  const mean = new Float32Array(rows.width)
  for (const i of of) rowOf(rows, i).forEach((value, j) => (mean[j] = (mean[j] ?? 0) + value / of.length))
  return mean
}

/** Cosine of every unit row to the mean of the seeds' unit rows, −1…1. */
export function scoreByMean(unit: Rows, seeds: readonly number[]): Float32Array {
  return dotRows(unit, normalise(meanRow(unit, seeds)))
}
