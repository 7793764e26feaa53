import type { Queryable } from '~db/client'
import { describeValues } from '../../domain/features/describe-values'
import type { FeatureSource, FeatureValues } from '../../domain/features/features'
import type { Described, FeaturesToSave, Precedence } from '../ports'
import { findCalibration } from './calibration.repository'
import mergeFeatures from '../store/write-tracks/features.sql'
import { runStatement } from '../store/write-tracks/run-statement'

type Row = { track_id: string; source: FeatureSource; values: FeatureValues }

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
      ...describeValues(known, { releaseYear, durationMs }, { precedence, calibration }),
    })
  }
  return described
}
