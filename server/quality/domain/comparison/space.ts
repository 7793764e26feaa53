import { DIMENSIONS } from '../../../domain/features/vector-spec'
import type { MeasuredCatalog } from '../catalog'
import { rowOf, toUnitRows, type Rows } from './rows'

/** The space of the modes as plain rows: a track's unit vector and, beside it, how well known it is; unknown is the middle. */
export function toFamiliarRows({ members }: Pick<MeasuredCatalog, 'members'>): Rows {
  const width = DIMENSIONS + 1
  const rows = { count: members.length, width, values: new Float32Array(members.length * width) }
  members.forEach(({ place }, i) => {
    const row = rowOf(rows, i)
    row.set(place.vector)
    row[DIMENSIONS] = place.popularityScore ?? 0
  })
  return toUnitRows(rows)
}
