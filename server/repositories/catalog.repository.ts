import type { Sql } from '~db/client'
import type { CatalogStore } from '../services/ports'
import { findStored, saveTracks } from './catalog-writer'
import { findVectorInputs, saveFeatures } from './feature.repository'
import { removeVectors, saveVectors } from './vector.repository'
import { lockVersions, regroup, saveOverride, undoOverride } from './version.repository'

/** The writing side of the catalog: all a batch changes, in one transaction. */
export function createCatalogRepository(sql: Sql): CatalogStore {
  return {
    async transaction(work) {
      const result = await sql.begin(async (tx) => {
        await lockVersions(tx)
        return work({
          findStored: (rows) => findStored(tx, rows),
          saveTracks: (batch) => saveTracks(tx, batch),
          saveFeatures: (batch) => saveFeatures(tx, batch),
          findVectorInputs: (ids, ladder) => findVectorInputs(tx, ids, ladder),
          saveVectors: (batch, spec) => saveVectors(tx, batch, spec),
          removeVectors: (ids) => removeVectors(tx, ids),
          regroup: (ids) => regroup(tx, ids),
          saveOverride: (override) => saveOverride(tx, override),
          undoOverride: (track, by) => undoOverride(tx, track, by),
        })
      })
      return result as Awaited<ReturnType<typeof work>>
    },
  }
}
