import { compareScalers } from '~server/quality/domain/compare-scalers'
import { evaluateCatalog } from '~server/quality/domain/evaluate'
import type { Compared, CompareTask, Evaluated, EvaluateTask, TaskResult } from '../protocol'

const now = () => performance.now()

/** Seconds of arithmetic over the whole catalog, in a thread of its own so that no search waits behind it. */
export function evaluate({ catalog, scaler, seed, limits }: EvaluateTask): TaskResult<Evaluated> {
  return attempt(() => ({ report: evaluateCatalog(catalog, scaler, { seed, limits, now }) }))
}

/** The same for two scalers on the same playlists and tracks. */
export function compare({ catalog, scalers, seed, limits }: CompareTask): TaskResult<Compared> {
  return attempt(() => ({ comparison: compareScalers(catalog, scalers, { seed, limits, now }) }))
}

function attempt<T>(work: () => T): TaskResult<T> {
  try {
    return { ok: true, ...work() }
  } catch (error) {
    return {
      ok: false,
      code: 'EVALUATION',
      message: error instanceof Error ? error.message : String(error),
    }
  }
}
