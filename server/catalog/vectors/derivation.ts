import type { Sql } from '~db/client'
import { VECTOR_SPEC } from '../../domain/features/vector-spec'
import type { Logger } from '../../observability/logger'
import { createCalibrationRepository } from './calibration.repository'
import { findOutdatedVectors } from './vector.repository'
import type { CatalogStore, Precedence } from '../ports'
import { recalibrate, type RecalibrateDeps } from './recalibrate'
import { rederiveVectors } from './rederive-vectors'

/** Vectors derived again between two lines of the log. */
const LOG_EVERY = 50_000

export type Derivation = ReturnType<typeof createDerivation>

/** What keeps derived vectors true to the values they come from: at start, and before each build of an index. */
export function createDerivation(
  sql: Sql,
  { catalog, precedence, log }: { catalog: CatalogStore; precedence: Precedence; log: Logger },
) {
  const calibrations = createCalibrationRepository(sql)
  const deps: RecalibrateDeps = {
    catalog,
    calibrations,
    precedence,
    findOutdated: (wanted, after, limit) => findOutdatedVectors(sql, wanted, after, limit),
    findCalibration: () => calibrations.find(),
  }
  return {
    findCalibration: () => calibrations.find(),

    /** Calibrates the sources and derives what that changes; gives the id of the calibration in use. */
    prepare: () => recalibrate(deps),

    /**
     * Derives vectors of another program's spec again before the index is looked at; one process does it, others wait
     * for it. Programs before this one go on answering from the index they have in memory meanwhile.
     */
    async start(whileBuilding: <T>(work: () => Promise<T>) => Promise<T>): Promise<void> {
      const wanted = { spec: VECTOR_SPEC.version, calibration: (await calibrations.find()).id }
      if ((await deps.findOutdated(wanted, '0', 1)).length === 0) return
      const count = await whileBuilding(() =>
        rederiveVectors(deps, (done) => {
          if (done % LOG_EVERY === 0) log.info({ done }, 'vectors derived again')
        }),
      )
      if (count > 0) {
        log.info({ count, spec: VECTOR_SPEC.version }, 'vectors derived again from stored values')
      }
    },
  }
}
