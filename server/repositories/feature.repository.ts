import type { Queryable } from '~db/client'
import { CALIBRATED } from '../domain/calibration'
import type { FeatureSource, FeatureValues } from '../domain/features'
import { mergeValues, type Origins } from '../domain/merge-values'
import type { Described, FeaturesToSave, Ladder } from '../services/ports'
import { findCalibration } from './calibration.repository'
import { printValues } from './row-print'

type Row = { track_id: string; source: FeatureSource; values: FeatureValues }

/**
 * Writes the values of a batch of tracks; returns the ids whose values are new or changed. Values of a file fill what is
 * missing in those of a file before it, or go before them where they replace; every other source measures anew.
 */
export async function saveFeatures(sql: Queryable, batch: FeaturesToSave[]): Promise<string[]> {
  if (batch.length === 0) return []
  const sets = batch.map(({ features }) => features)
  const changed = await sql<{ track_id: string }[]>`
    with incoming as (
      select * from unnest(${batch.map(({ trackId }) => trackId)}::bigint[], ${sets.map(({ source }) => source)}::text[],
        ${sets.map(({ extractor }) => extractor)}::text[], ${sets.map(({ values }) => JSON.stringify(values))}::text[],
        ${sets.map(({ fetchedAt }) => fetchedAt.toISOString())}::timestamptz[], ${sets.map(printValues)}::text[],
        ${batch.map(({ replaces = false }) => String(replaces))}::text[]::boolean[])
        as i (track_id, source, extractor, values, fetched_at, print, replaces)
    ), filled as (
      select i.track_id, i.source, i.extractor, i.fetched_at, i.print,
        case when i.source <> 'file' then i.values::jsonb when i.replaces then coalesce(f.values, '{}') || i.values::jsonb
          else i.values::jsonb || coalesce(f.values, '{}') end as values,
        f.extractor as known_extractor, f.values as known_values, f.fetched_at as known_at, f.print as known_print
      from incoming i left join feature_sets f using (track_id, source) where f.print is distinct from i.print or i.replaces
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
  const { id: calibration, maps } = await findCalibration(sql)
  const setsOf = new Map<string, Row[]>()
  for (const row of sets) setsOf.set(row.track_id, [...(setsOf.get(row.track_id) ?? []), row])
  const described = new Map<string, Described>()
  for (const { id, release_year, duration_ms } of metadata) {
    const rows = (setsOf.get(id) ?? []).sort((a, b) => ladder.indexOf(a.source) - ladder.indexOf(b.source))
    if (rows.length === 0) continue
    const { values, origins } = mergeValues(rows, ladder, maps)
    described.set(id, {
      trackId: id,
      input: { values, releaseYear: release_year, durationMs: duration_ms },
      sources: rows.map((row) => row.source),
      origins,
      calibration: canBeCalibrated(origins, ladder) ? calibration : null,
    })
  }
  return described
}

/** The first source of the ladder is never mapped: where it has enough values it is the reference. */
function canBeCalibrated(origins: Origins, [first]: Ladder): boolean {
  return CALIBRATED.some((name) => origins[name] !== undefined && origins[name].source !== first)
}
