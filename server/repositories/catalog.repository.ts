import type { Sql } from '~db/client'
import type { CatalogStore } from '../services/ports'
import { saveTracks } from './catalog-writer'
import { findVectorInputs, saveFeatures } from './feature.repository'
import { removeVectors, saveVectors } from './vector.repository'

/** The writing side of the catalog: all a batch changes, in one transaction. */
export function createCatalogRepository(sql: Sql): CatalogStore {
  return {
    async transaction(work) {
      const result = await sql.begin((tx) =>
        work({
          saveTracks: (batch) => saveTracks(tx, batch),
          saveFeatures: (batch) => saveFeatures(tx, batch),
          findVectorInputs: (ids, ladder) => findVectorInputs(tx, ids, ladder),
          saveVectors: (batch, spec) => saveVectors(tx, batch, spec),
          removeVectors: (ids) => removeVectors(tx, ids),
        }),
      )
      return result as Awaited<ReturnType<typeof work>>
    },
  }
}
