import type { Queryable } from '~db/client'
import type { FeaturesToSave, ValueColumns } from '../services/ports'
import { toPlainArray, toTextArray } from './array-text'
import { toValueKeys } from './row-print'

/** Sets of values, a column each. */
export function toValueColumns(batch: readonly FeaturesToSave[]): ValueColumns {
  const sets = batch.map(({ features }) => features)
  const keys = batch.map(({ features, keys }) => keys ?? toValueKeys(features))
  return {
    trackIds: toPlainArray(batch.map(({ trackId }) => trackId)),
    sources: toTextArray(sets.map(({ source }) => source)),
    extractors: toTextArray(sets.map(({ extractor }) => extractor)),
    fetchedAt: toTextArray(sets.map(({ fetchedAt }) => fetchedAt.toISOString())),
    prints: toTextArray(keys.map(({ print }) => print)),
    values: `[${keys.map(({ json }) => json).join(',')}]`,
  }
}

/** The columns as rows. */
export const unnestValues = (sql: Queryable, columns: ValueColumns) => sql`
  rows from (
    unnest(${columns.trackIds}::bigint[], ${columns.sources}::text[], ${columns.extractors}::text[],
      ${columns.fetchedAt}::timestamptz[], ${columns.prints}::text[]),
    jsonb_array_elements(${columns.values}::text::jsonb))
    as i (track_id, source, extractor, fetched_at, print, values)`
