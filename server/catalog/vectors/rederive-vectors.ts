import { VECTOR_SPEC } from '../../domain/features/vector-spec'
import { deriveVectors } from './derive-vectors'
import type { CatalogStore, Precedence } from '../ports'

export type RederiveVectorsDeps = {
  catalog: CatalogStore
  precedence: Precedence
  /** Own ids, ascending, of vectors of another spec or calibration. */
  findOutdated: (
    wanted: { spec: number; calibration: number },
    afterId: string,
    limit: number,
  ) => Promise<string[]>
  /** Id of the calibration in use. */
  findCalibration: () => Promise<{ id: number }>
}

/** Derived in one transaction: some 2 MB of values, and a pause of a quarter of a second for other writers. */
const BATCH = 1000

/**
 * Derives again, from values and metadata as they are stored, every vector of another spec or calibration than those in
 * use; nothing is analysed again. Each batch is a transaction of its own and what is done is not outdated any more, so
 * it can be stopped at any time and goes on where it stopped. Returns how many there were.
 */
export async function rederiveVectors(
  deps: RederiveVectorsDeps,
  progress: (done: number) => void = () => undefined,
): Promise<number> {
  const wanted = { spec: VECTOR_SPEC.version, calibration: (await deps.findCalibration()).id }
  let done = 0
  let after = '0'
  for (;;) {
    const ids = await deps.findOutdated(wanted, after, BATCH)
    const last = ids.at(-1)
    if (last === undefined) return done
    await deps.catalog.transaction((tx) => deriveVectors(tx, ids, deps.precedence))
    done += ids.length
    after = last
    progress(done)
  }
}
