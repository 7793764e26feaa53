import { shiftEnergy, type EnergySlope } from './domain/energy-slope'
import { slerp, toUnit } from './domain/slerp'
import type { Stop } from './domain/stop'
import type { GroupWeights } from '../domain/features/similarity'
import { DIMENSIONS, GROUPS, VECTOR_SPEC } from '../domain/features/vector-spec'

type Options = {
  /** The energy wanted at each place, or null. */
  targets: readonly number[] | null
  slope: EnergySlope | null
  balance: GroupWeights
}

const GROUP_OF = VECTOR_SPEC.dimensions.map(({ group }) => GROUPS.indexOf(group))

/**
 * What to search for at each place that no named track has, one after the other: shape [free places × DIMENSIONS]. The
 * point of the great circle between the named tracks on either side, moved by as much energy as the arc wants more
 * there than the line between the two has, each group as much as it counts (the dot product then is that of the
 * sliders).
 */
export function toPoints(
  named: readonly Stop[],
  places: readonly number[],
  { targets, slope, balance }: Options,
): Float32Array {
  const points: Float32Array[] = []
  named.slice(1).forEach((to, leg) => {
    const from = named[leg] ?? to
    const [start, end] = [places[leg] ?? 0, places[leg + 1] ?? 0]
    for (let place = start + 1; place < end; place++) {
      const t = (place - start) / (end - start)
      const point = slerp(from.place.vector, to.place.vector, t)
      const more = moreEnergy(from.energy, to.energy, t, targets?.[place])
      const moved = slope && more !== 0 ? toUnit(shiftEnergy(point, slope, more), point) : point
      points.push(moved.map((value, i) => value * (balance[GROUP_OF[i] ?? 0] ?? 1)))
    }
  })
  const all = new Float32Array(points.length * DIMENSIONS)
  points.forEach((point, i) => {
    all.set(point, i * DIMENSIONS)
  })
  return all
}

function moreEnergy(from: number | null, to: number | null, t: number, wanted: number | undefined): number {
  if (wanted === undefined || from === null || to === null) return 0
  return wanted - (from + (to - from) * t)
}
