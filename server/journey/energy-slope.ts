import { toEnergySlope, type EnergySlope } from './domain/energy-slope'
import type { GetCatalogSample } from '../similar/catalog-sample'
import type { Described } from '../catalog/ports'
import type { Member } from '../similar/domain/ranking/member'

export type GetEnergySlope = () => Promise<EnergySlope | null>

/** How vectors change with energy in this catalog, from its sample; computed again when the sample changes. */
export function createEnergySlope(deps: {
  sample: GetCatalogSample
  tracks: { findVectorInputs: (ids: string[]) => Promise<Map<string, Described>> }
}): GetEnergySlope {
  let kept: { of: readonly Member[]; slope: EnergySlope | null } | null = null
  return async () => {
    const { members } = await deps.sample()
    if (kept?.of !== members) {
      const described = await deps.tracks.findVectorInputs(members.map(({ candidate }) => candidate.id))
      const points = members.flatMap(({ candidate, place: { vector } }) => {
        const energy = described.get(candidate.id)?.input.values.energy
        return energy === undefined ? [] : [{ vector, energy }]
      })
      kept = { of: members, slope: toEnergySlope(points) }
    }
    return kept.slope
  }
}
