import {
  differs,
  fitCalibration,
  type Calibration,
  type Measurements,
} from '../../domain/features/calibration'
import type { StoredCalibration } from '../ports'
import { rederiveVectors, type RederiveVectorsDeps } from './rederive-vectors'

export type RecalibrateDeps = RederiveVectorsDeps & {
  calibrations: {
    find: () => Promise<StoredCalibration>
    save: (maps: Calibration) => Promise<number>
    readMeasurements: () => Promise<Measurements[]>
  }
}

/**
 * Fits the sources to each other anew and, where that says something else than before, derives the vectors that it
 * changes again. Returns the id of the calibration then in use; null for none.
 */
export async function recalibrate(deps: RecalibrateDeps): Promise<number | null> {
  const before = await deps.calibrations.find()
  const maps = fitCalibration(await deps.calibrations.readMeasurements(), deps.precedence)
  const id = differs(before.maps, maps) ? await deps.calibrations.save(maps) : before.id
  await rederiveVectors(deps)
  return id === 0 ? null : id
}
