import type { EvaluationCatalog } from './domain/catalog'
import type { EvaluationLimits } from './domain/limits'
import type { QualityReport, StoredQuality } from './domain/report'
import type { Scaler } from '../domain/features/scaler'
import type { TrackNeighbours } from '../similar/find-neighbours'
import type { IndexVersion, Progress } from '../catalog/ports'

type Task = { catalog: EvaluationCatalog; scaler: Scaler; seed: number; limits: EvaluationLimits }

export type EvaluateCatalogDeps = {
  /** The version in use. Throws CATALOG_EMPTY before there is one. */
  getVersion: () => IndexVersion
  readCatalog: () => Promise<EvaluationCatalog>
  /** The arithmetic, off the event loop; `task.catalog` is given away. */
  evaluate: (
    task: Task,
    signal: AbortSignal,
  ) => Promise<{ ok: true; report: QualityReport } | { ok: false; message: string }>
  listSearchable: (after: null, limit: number) => Promise<string[]>
  findNeighbours: (ids: string[], k: number) => Promise<TrackNeighbours[]>
  quality: { save: (report: Omit<StoredQuality, 'measuredAt'>) => Promise<void> }
}

export type EvaluateCatalogInput = { seed: number; limits: EvaluationLimits }

/** Tracks that are asked for their neighbours twice. */
const ASKED_TWICE = 20
const K = 10

/** Measures the index version in use on this instance's own playlists and keeps the report with the version. */
export async function evaluateCatalog(
  deps: EvaluateCatalogDeps,
  { seed, limits }: EvaluateCatalogInput,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<void> {
  const { version, scaler, recall } = deps.getVersion()
  progress('reading the catalog', 0, null)
  const catalog = await deps.readCatalog()
  signal.throwIfAborted()
  progress('measuring', 0, null)
  const found = await deps.evaluate({ catalog, scaler, seed, limits }, signal)
  if (!found.ok) throw new Error(`evaluation failed: ${found.message}`)
  const determinism = await measureDeterminism(deps)
  await deps.quality.save({ version, report: found.report, annRecall: recall, determinism })
}

/** Share of tracks whose neighbours, and their scores, are the same asked alone and in one batch with others. */
async function measureDeterminism({
  listSearchable,
  findNeighbours,
}: EvaluateCatalogDeps): Promise<number | null> {
  const ids = await listSearchable(null, ASKED_TWICE)
  if (ids.length === 0) return null
  const together = await findNeighbours(ids, K)
  let same = 0
  for (const answer of together) {
    const [alone] = await findNeighbours([answer.id], K)
    if (JSON.stringify(alone) === JSON.stringify(answer)) same++
  }
  return same / ids.length
}
