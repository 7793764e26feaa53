import { toEnergySlope, type EnergySlope } from './domain/energy-slope'
import type { GetCatalogSample } from '../similar/catalog-sample'
import type { Described } from '../catalog/ports'
import { memberAt, type Pool } from '../similar/domain/ranking/pool'

export type GetEnergySlope = () => Promise<EnergySlope | null>

/** How vectors change with energy in this catalog, from its sample; computed again when the sample changes. */
export function createEnergySlope(deps: {
  sample: GetCatalogSample
  tracks: { findVectorInputs: (ids: string[]) => Promise<Map<string, Described>> }
}): GetEnergySlope {
  let kept: { of: Pool; slope: EnergySlope | null } | null = null
  return async () => {
    const { pool } = await deps.sample()
    if (kept?.of !== pool) {
      const described = await deps.tracks.findVectorInputs(pool.candidates.map(({ id }) => id))
      const points = pool.candidates.flatMap(({ id }, row) => {
        const energy = described.get(id)?.input.values.energy
        return energy === undefined ? [] : [{ vector: memberAt(pool, row).place.vector, energy }]
      })
      kept = { of: pool, slope: toEnergySlope(points) }
    }
    return kept.slope
  }
}
