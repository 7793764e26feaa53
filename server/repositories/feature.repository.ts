import type { Queryable } from '~db/client'
import type { FeatureSource, FeatureValues } from '../domain/features'
import type { Described, FeaturesToSave, Ladder } from '../services/ports'

type Row = { track_id: string; source: FeatureSource; values: FeatureValues }

/** Writes the values of a batch of tracks; returns the ids whose values are new or changed. */
export async function saveFeatures(sql: Queryable, batch: FeaturesToSave[]): Promise<string[]> {
  if (batch.length === 0) return []
  const rows = batch.map(({ trackId, features }) => ({
    track_id: trackId,
    source: features.source,
    extractor: features.extractor,
    values: features.values,
    fetched_at: features.fetchedAt.toISOString(),
  }))
  const changed = await sql<{ track_id: string }[]>`
    insert into feature_sets as f (track_id, source, extractor, values, fetched_at)
    select * from jsonb_to_recordset(${sql.json(rows)})
      as r (track_id bigint, source text, extractor text, values jsonb, fetched_at timestamptz)
    order by track_id
    on conflict (track_id, source) do update set
      extractor = excluded.extractor, values = excluded.values, fetched_at = excluded.fetched_at
    where (f.extractor, f.values) is distinct from (excluded.extractor, excluded.values)
    returning track_id`
  return changed.map((row) => row.track_id)
}

/**
 * What vectors are derived from, for the tracks of `trackIds` that have at least one value: per name the value of
 * the first source in the order of `ladder` that has it.
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
  const setsOf = new Map<string, Row[]>()
  for (const row of sets) setsOf.set(row.track_id, [...(setsOf.get(row.track_id) ?? []), row])
  const described = new Map<string, Described>()
  for (const { id, release_year, duration_ms } of metadata) {
    const rows = (setsOf.get(id) ?? []).sort((a, b) => ladder.indexOf(b.source) - ladder.indexOf(a.source))
    if (rows.length === 0) continue
    const values = rows.reduce<FeatureValues>((merged, row) => ({ ...merged, ...row.values }), {})
    described.set(id, {
      trackId: id,
      input: { values, releaseYear: release_year, durationMs: duration_ms },
      sources: rows.map((row) => row.source).reverse(),
    })
  }
  return described
}
