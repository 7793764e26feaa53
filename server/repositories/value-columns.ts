import type { Queryable } from '~db/client'
import type { FeaturesToSave, ValueColumns } from '../services/ports'
import { toOneWhereEqual, toPlainArray, toTextArray } from './array-text'
import { toValueKeys } from './row-print'

/** Sets of values, a column each. */
export function toValueColumns(batch: readonly FeaturesToSave[]): ValueColumns {
  const sets = batch.map(({ features }) => features)
  const keys = batch.map(({ features, keys }) => keys ?? toValueKeys(features))
  return {
    trackIds: toPlainArray(batch.map(({ trackId }) => trackId)),
    sources: toTextArray(toOneWhereEqual(sets.map(({ source }) => source))),
    extractors: toTextArray(toOneWhereEqual(sets.map(({ extractor }) => extractor))),
    fetchedAt: toPlainArray(
      toOneWhereEqual(sets.map(({ fetchedAt }) => fetchedAt)).map((at) => at.toISOString()),
    ),
    prints: toPlainArray(keys.map(({ print }) => print)),
    values: keys.map(({ json }) => json).join('\n'),
  }
}

/**
 * The columns as rows. Values are read a row at a time, and of rows that are written only: as one list they would be read
 * and taken apart again, for 5 µs a row in place of 3.
 */
export const unnestValues = (
  sql: Queryable,
  { sources, extractors, fetchedAt, ...columns }: ValueColumns,
) => sql`
  (select track_id, coalesce(source, (${sources}::text[])[1]) as source,
    coalesce(extractor, (${extractors}::text[])[1]) as extractor,
    coalesce(fetched_at, (${fetchedAt}::timestamptz[])[1]) as fetched_at, print, json::jsonb as values
  from rows from (
    unnest(${columns.trackIds}::bigint[], ${sources}::text[], ${extractors}::text[], ${fetchedAt}::timestamptz[],
      ${columns.prints}::text[]),
    string_to_table(${columns.values}, E'\\n'))
    as r (track_id, source, extractor, fetched_at, print, json)) as i`
