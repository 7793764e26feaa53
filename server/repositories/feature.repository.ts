import type { Queryable } from '~db/client'
import { describeValues } from '../domain/describe-values'
import type { FeatureSource, FeatureValues } from '../domain/features'
import type { Described, FeaturesToSave, Ladder } from '../services/ports'
import { findCalibration } from './calibration.repository'
import { toPlainArray } from './array-text'
import { toValueColumns, unnestValues } from './value-columns'

type Row = { track_id: string; source: FeatureSource; values: FeatureValues }

/**
 * Writes the values of tracks that are known; returns the ids whose values are new or changed. Values of a file fill what is
 * missing in those of a file before it, or go before them where they correct; every other source measures anew.
 */
export async function saveFeatures(sql: Queryable, batch: FeaturesToSave[]): Promise<string[]> {
  if (batch.length === 0) return []
  const corrects = batch.flatMap(({ trackId, replaces }) => (replaces ? [trackId] : []))
  const isCorrected =
    corrects.length > 0
      ? sql`(i.source = 'file' and i.track_id = any(${toPlainArray(corrects)}::bigint[]))`
      : sql`false`
  const changed = await sql<{ track_id: string }[]>`
    with filled as (
      select i.track_id, i.source, i.extractor, i.fetched_at, i.print,
        case when ${isCorrected} then coalesce(f.values, '{}') || i.values
          when i.source = 'file' then i.values || coalesce(f.values, '{}') else i.values end as values,
        f.extractor as known_extractor, f.values as known_values, f.fetched_at as known_at, f.print as known_print
      from ${unnestValues(sql, toValueColumns(batch))} left join feature_sets f using (track_id, source) where f.print is distinct from i.print or ${isCorrected}
    ), compared as (
      select *, (known_extractor, known_values) is distinct from (extractor, values) as differs from filled
    ), judged as (
      select * from compared where differs or known_print is null or source <> 'file'
    ), written as (
      insert into feature_sets (track_id, source, extractor, values, fetched_at, print)
      select track_id, source, extractor, values, case when differs then fetched_at else known_at end, print
      from judged order by track_id
      on conflict (track_id, source) do update set
        extractor = excluded.extractor, values = excluded.values, fetched_at = excluded.fetched_at, print = excluded.print
    )
    select track_id from judged where differs`
  return [...new Set(changed.map((row) => row.track_id))]
}

/**
 * What vectors are derived from, for the tracks of `trackIds` that have at least one value: per name the value of
 * the first source in the order of `ladder` that has it, on the scale of the calibration in use.
 */
export async function findVectorInputs(
  sql: Queryable,
  trackIds: string[],
  ladder: Ladder,
): Promise<Map<string, Described>> {
  const metadata = await sql<{ id: string; release_year: number | null; duration_ms: number | null }[]>`
    select id, release_year, duration_ms from tracks where id = any(${trackIds}::bigint[])`
  const sets = await sql<Row[]>`
    select track_id, source, values from feature_sets where track_id = any(${trackIds}::bigint[])`
  const calibration = await findCalibration(sql)
  const setsOf = new Map<string, Row[]>()
  for (const row of sets) {
    const known = setsOf.get(row.track_id)
    if (known) known.push(row)
    else setsOf.set(row.track_id, [row])
  }
  const described = new Map<string, Described>()
  for (const { id, release_year: releaseYear, duration_ms: durationMs } of metadata) {
    const known = setsOf.get(id)
    if (!known) continue
    described.set(id, {
      trackId: id,
      ...describeValues(known, { releaseYear, durationMs }, { ladder, calibration }),
    })
  }
  return described
}
