import type { Queryable } from '~db/client'
import { describeValues } from '../../domain/features/describe-values'
import type { FeatureSource, FeatureValues } from '../../domain/features/features'
import type { Described, FeaturesToSave, Precedence } from '../ports'
import { findCalibration } from './calibration.repository'
import mergeFeatures from '../store/write-tracks/features.sql'
import { runStatement } from '../store/write-tracks/run-statement'

type Row = {
  id: string
  release_year: number | null
  duration_ms: number | null
  source: FeatureSource
  values: FeatureValues
}

/** Writes the values of tracks, one set of a source each; returns the ids whose values are new or changed. */
export async function saveFeatures(sql: Queryable, batch: FeaturesToSave[]): Promise<string[]> {
  const sets = batch.map(({ trackId, features, replaces }) => ({
    track_id: trackId,
    source: features.source,
    extractor: features.extractor,
    values: features.values,
    fetched_at: features.fetchedAt.toISOString(),
    corrects: replaces,
  }))
  const changed = await runStatement<{ track_id: string }>(sql, mergeFeatures, sets)
  return changed.map((row) => row.track_id)
}

/**
 * What vectors are derived from, for the tracks of `trackIds` that have at least one value: per name the value of
 * the first source in the order of `precedence` that has it, on the scale of the calibration in use.
 */
export async function findVectorInputs(
  sql: Queryable,
  trackIds: string[],
  precedence: Precedence,
): Promise<Map<string, Described>> {
  const rows = await sql<Row[]>`
    select t.id, t.release_year, t.duration_ms, f.source, f.values
    from unnest(${[...new Set(trackIds)]}::bigint[]) as wanted (id)
    join tracks t using (id) join feature_sets f on f.track_id = t.id`
  const calibration = await findCalibration(sql)
  const rowsOf = new Map<string, Row[]>()
  for (const row of rows) {
    const known = rowsOf.get(row.id)
    if (known) known.push(row)
    else rowsOf.set(row.id, [row])
  }
  const described = new Map<string, Described>()
  for (const [id, sets] of rowsOf) {
    const releaseYear = sets[0]?.release_year ?? null
    const durationMs = sets[0]?.duration_ms ?? null
    described.set(id, {
      trackId: id,
      ...describeValues(sets, { releaseYear, durationMs }, { precedence, calibration }),
    })
  }
  return described
}
