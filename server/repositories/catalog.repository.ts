import type { Sql } from '~db/client'
import { settled } from '../domain/settled'
import type { CatalogStore } from '../services/ports'
import type { GiveWay } from '../services/right-of-way'
import { findCalibration } from './calibration.repository'
import { prepareTracks, saveTracks } from './catalog-writer'
import { findVectorInputs, saveFeatures } from './feature.repository'
import { checkFence } from './fence.repository'
import { saveImportProgress } from './file-import.repository'
import { givingWay } from './giving-way'
import { createInsertNew } from './insert-new'
import { stageItems } from './reading.repository'
import { toTrackKeys } from './track-keys'
import { removeVectors, saveVectors, touchVectors } from './vector.repository'
import { lockVersions, regroup, saveOverride, undoOverride } from './version.repository'

const AT_ONCE: GiveWay = () => Promise.resolve()

/** The writing side of the catalog: all a batch changes, in one transaction, each statement of which gives way first. */
export function createCatalogRepository(sql: Sql, giveWay: GiveWay = AT_ONCE): CatalogStore {
  const findInsertNew = createInsertNew(sql)
  return {
    async transaction(work, { fence, onTurn } = {}) {
      const toInsertNew = await findInsertNew()
      const result = await sql.begin(async (connection) => {
        const tx = givingWay(connection, giveWay)
        const insertNew = toInsertNew(tx)
        // What is sent behind the lock waits for it in the database, and goes on as soon as the transaction before is over.
        const turn = Promise.all([fence && checkFence(tx, fence), lockVersions(tx)])
        const working = work({
          prepareTracks: (batch) => prepareTracks(tx, batch),
          saveTracks: (batch, vectors) => saveTracks(tx, batch, { vectors, insertNew }),
          saveFeatures: (batch) => saveFeatures(tx, batch),
          findVectorInputs: (ids, ladder) => findVectorInputs(tx, ids, ladder),
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
        const [, done] = await settled([turn.then(onTurn), working])
        return done
      })
      return result as Awaited<ReturnType<typeof work>>
    },

    prepareTracks: (batch, fence) =>
      sql.begin(async (connection) => {
        const tx = givingWay(connection, giveWay)
        await checkFence(tx, fence)
        return prepareTracks(tx, batch)
      }),

    toKeys: toTrackKeys,
  }
}
