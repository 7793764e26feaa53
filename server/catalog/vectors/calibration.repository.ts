import type { Queryable, Sql } from '~db/client'
import {
  Calibration,
  CALIBRATED,
  type CalibratedName,
  type Measurements,
} from '../../domain/features/calibration'
import type { FeatureSource, FeatureValues } from '../../domain/features/features'
import type { StoredCalibration } from '../ports'

/** Tracks read of each source at most, and of those with several sources: quantiles of so many are exact to .005. */
const SAMPLE = 10_000

type Row = { track_id: string; source: FeatureSource; values: FeatureValues }

/** The calibration in use: the newest; id 0 and no maps before there is one. */
export async function findCalibration(sql: Queryable): Promise<StoredCalibration> {
  const [row] = await sql<{ id: number; maps: unknown }[]>`
    select id, maps from calibrations order by id desc limit 1`
  // What an older program stored may name what this one does not know; it is fitted anew at the next build.
  const maps = Calibration.safeParse(row?.maps ?? [])
  return { id: row?.id ?? 0, maps: maps.success ? maps.data : [] }
}

export function createCalibrationRepository(sql: Sql) {
  return {
    find: () => findCalibration(sql),

    async save(maps: Calibration): Promise<number> {
      const [row] = await sql<{ id: number }[]>`
        insert into calibrations (maps) values (${sql.json(maps)}) returning id`
      if (!row) throw new Error('the calibration was not stored')
      return row.id
    },

    /** What sources say on their own and of the same tracks; nothing where there is only one source. */
    async readMeasurements(): Promise<Measurements[]> {
      const sources = await sql<{ source: FeatureSource }[]>`select distinct source from feature_sets`
      if (sources.length < 2) return []
      // The same tracks each time, scattered over the catalog.
      const samples = await Promise.all(
        sources.map(
          ({ source }) => sql<Row[]>`
            select track_id, source, values from feature_sets where source = ${source}
            order by md5(track_id::text) limit ${SAMPLE}`,
        ),
      )
      const shared = await sql<Row[]>`
        select track_id, source, values from feature_sets where track_id in (
          select track_id from feature_sets group by track_id having count(*) > 1
          order by md5(track_id::text) limit ${SAMPLE})`
      return CALIBRATED.map((name) => toMeasurements(name, samples.flat(), shared))
    },
  }
}

function toMeasurements(name: CalibratedName, samples: Row[], shared: Row[]): Measurements {
  const populations = new Map<FeatureSource, number[]>()
  for (const { source, values } of samples) {
    const value = values[name]
    if (value === undefined) continue
    const known = populations.get(source)
    if (known) known.push(value)
    else populations.set(source, [value])
  }
  const byTrack = new Map<string, Map<FeatureSource, number>>()
  for (const { track_id, source, values } of shared) {
    const value = values[name]
    const known = byTrack.get(track_id) ?? new Map<FeatureSource, number>()
    if (value !== undefined) byTrack.set(track_id, known.set(source, value))
  }
  return {
    name,
    populations,
    pairs: (source, reference) =>
      [...byTrack.values()].flatMap((known): [number, number][] => {
        const [own, other] = [known.get(source), known.get(reference)]
        return own === undefined || other === undefined ? [] : [[own, other]]
      }),
  }
}
