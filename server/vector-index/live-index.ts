import { createDriftMeter } from '../domain/features/drift'
import type { IndexVersion } from '../catalog/ports'
import type { IndexStore, LiveIndex, VectorSource } from './ports'

export type { LiveIndex } from './ports'

/** Rows fetched at a time while following changes. */
const FOLLOW_BATCH = 5000

export function toLiveIndex(version: IndexVersion, handle: bigint, count: number): LiveIndex {
  const { scaler, changeSeq } = version
  return { version, handle, scaler, lastSeq: changeSeq, count, drift: createDriftMeter(scaler) }
}

/** Appends what was committed since, takes out what was removed, and gives the index as it is then. */
export async function catchUp(
  deps: { store: Pick<IndexStore, 'append'>; vectors: Pick<VectorSource, 'readChanged'> },
  index: LiveIndex,
  /** Told after every batch, so that what is searchable is known before all is. */
  onBatch: (index: LiveIndex) => void = () => undefined,
): Promise<LiveIndex> {
  let reached = index
  for (;;) {
    const changes = await deps.vectors.readChanged(reached.lastSeq, FOLLOW_BATCH)
    if (changes.ids.length === 0 && changes.removed.length === 0) return reached
    const count = await deps.store.append(reached, changes)
    reached.drift.add(changes.shaped, changes.removed.length)
    reached = { ...reached, lastSeq: changes.lastSeq, count }
    onBatch(reached)
  }
}
