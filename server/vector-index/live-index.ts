import { createDriftMeter, type DriftMeter } from '../domain/drift'
import type { Scaler } from '../domain/scaler'
import type { IndexVersion } from '../services/ports'
import type { IndexThreads, VectorSource } from './ports'

/** The index in use: an immutable version on disk plus what was appended to its copy in memory since. */
export type LiveIndex = {
  version: IndexVersion
  handle: bigint
  scaler: Scaler
  lastSeq: number
  count: number
  /** What came in since the version was built. */
  drift: DriftMeter
}

/** Rows fetched at a time while following changes. */
const FOLLOW_BATCH = 5000

export function toLiveIndex(version: IndexVersion, handle: bigint, count: number): LiveIndex {
  const { scaler, changeSeq } = version
  return { version, handle, scaler, lastSeq: changeSeq, count, drift: createDriftMeter(scaler) }
}

/** Appends what was committed since, takes out what was removed, and gives the index as it is then. */
export async function catchUp(
  deps: { threads: Pick<IndexThreads, 'append'>; vectors: Pick<VectorSource, 'readChanged'> },
  index: LiveIndex,
  /** Told after every batch, so that what is searchable is known before all is. */
  onBatch: (index: LiveIndex) => void = () => undefined,
): Promise<LiveIndex> {
  let reached = index
  for (;;) {
    const { ids, shaped, removed, lastSeq } = await deps.vectors.readChanged(reached.lastSeq, FOLLOW_BATCH)
    if (ids.length === 0 && removed.length === 0) return reached
    const { handle, scaler } = reached
    const appended = await deps.threads.append({ handle, ids, shaped, removed, scaler })
    if (!appended.ok) throw new Error(`append to index failed: ${appended.message}`)
    reached.drift.add(shaped, removed.length)
    reached = { ...reached, lastSeq, count: appended.count }
    onBatch(reached)
  }
}
