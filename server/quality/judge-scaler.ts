import type { EvaluationCatalog } from './domain/catalog'
import type { Comparison, ComparisonLimits, Pair } from './domain/compare-scalers'
import { GATE_LIMITS, GATE_MIN_SAMPLE, GATE_MIN_TRACKS, judgeVersion } from './domain/gate'
import { DEFAULT_SEED, MIN_TRACKS } from './domain/limits'
import type { Scaler } from '../domain/features/scaler'

type Task = { catalog: EvaluationCatalog; scalers: Pair<Scaler>; seed: number; limits: ComparisonLimits }

export type JudgeScalerDeps = {
  /** Playlists with so many searchable tracks, counted up to `enough`. */
  countPlaylists: (minTracks: number, enough: number) => Promise<number>
  readCatalog: () => Promise<EvaluationCatalog>
  /** The arithmetic, off the event loop; `task.catalog` is given away. */
  compare: (
    task: Task,
    signal: AbortSignal,
  ) => Promise<{ ok: true; comparison: Comparison } | { ok: false; message: string }>
  /** Aborted when the process ends. */
  signal: AbortSignal
  log: { warn: (fields: object, message: string) => void }
}

/** The comparison looks at the clock itself; a thread that does not come back so long afterwards is ended. */
const GRACE_MS = 30_000

/**
 * Why the catalog would be worse off with the next scaler than with the current one, measured on the instance's own
 * playlists for at most `seconds`; null where it would not, or where that cannot be told: in a small catalog, with few
 * playlists, or when the measuring fails (an index must not grow old because its judge is ill). Throws when the process
 * ends meanwhile.
 */
export async function judgeScaler(
  deps: JudgeScalerDeps,
  scalers: Pair<Scaler>,
  { seconds }: { seconds: number },
): Promise<string | null> {
  if (scalers.next.fittedOn < GATE_MIN_TRACKS || isSame(scalers)) return null
  try {
    if ((await deps.countPlaylists(MIN_TRACKS, GATE_MIN_SAMPLE)) < GATE_MIN_SAMPLE) return null
    const catalog = await deps.readCatalog()
    deps.signal.throwIfAborted()
    const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(seconds * 1000 + GRACE_MS)])
    const limits = { ...GATE_LIMITS, seconds }
    const found = await deps.compare({ catalog, scalers, seed: DEFAULT_SEED, limits }, signal)
    if (found.ok) return judgeVersion(found.comparison)
    deps.log.warn({ reason: found.message }, 'the new index version could not be judged')
  } catch (err) {
    deps.signal.throwIfAborted()
    deps.log.warn({ err }, 'the new index version could not be judged')
  }
  return null
}

/** Nothing changed since the last build: the same places, and so the same answers. */
function isSame({ current, next }: Pair<Scaler>): boolean {
  return JSON.stringify(current.dimensions) === JSON.stringify(next.dimensions)
}
