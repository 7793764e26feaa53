import type { Sql } from '~db/client'
import type { CatalogStore } from '../ports'
import { findCalibration } from '../vectors/calibration.repository'
import { findVectorInputs, saveFeatures } from '../vectors/feature.repository'
import { checkFence } from '../../postgres/fence.repository'
import { saveImportProgress } from './file-import.repository'
import { stageItems } from './reading.repository'
import { toTrackKeys } from './track-keys'
import { removeVectors, saveVectors, touchVectors } from '../vectors/vector.repository'
import { lockVersions, regroup, saveOverride, undoOverride } from './version.repository'
import { saveTracks } from './write-tracks/save-tracks'

/** The writing side of the catalog: all a batch changes, in one transaction. */
export function createCatalogRepository(sql: Sql): CatalogStore {
  return {
    async transaction(work, { fence } = {}) {
      const result = await sql.begin(async (tx) => {
        if (fence) await checkFence(tx, fence)
        await lockVersions(tx)
        return work({
          saveTracks: (tracks) => saveTracks(tx, tracks),
          saveFeatures: (batch) => saveFeatures(tx, batch),
          findVectorInputs: (ids, precedence) => findVectorInputs(tx, ids, precedence),
          findCalibration: () => findCalibration(tx),
          saveVectors: (batch, spec) => saveVectors(tx, batch, spec),
          touchVectors: (ids) => touchVectors(tx, ids),
          removeVectors: (ids) => removeVectors(tx, ids),
          regroup: (ids) => regroup(tx, ids),
          saveOverride: (override) => saveOverride(tx, override),
          undoOverride: (track, by) => undoOverride(tx, track, by),
          stageItems: (id, items, reached) => stageItems(tx, id, items, reached),
          saveImportProgress: (key, reached) => saveImportProgress(tx, key, reached),
        })
      })
      return result as Awaited<ReturnType<typeof work>>
    },

    toKeys: toTrackKeys,
  }
}
