import { evaluateCatalog } from '~server/domain/evaluation/evaluate'
import type { Evaluated, EvaluateTask, TaskResult } from '../protocol'

/** Seconds of arithmetic over the whole catalog, in a thread of its own so that no search waits behind it. */
export function evaluate({ catalog, scaler, seed, limits }: EvaluateTask): TaskResult<Evaluated> {
  try {
    const now = () => performance.now()
    return { ok: true, report: evaluateCatalog(catalog, scaler, { seed, limits, now }) }
  } catch (error) {
    return {
      ok: false,
      code: 'EVALUATION',
      message: error instanceof Error ? error.message : String(error),
    }
  }
}
