import type { Queryable } from '~db/client'

/** Own ids of at most `count` searchable tracks, scattered over the catalog; the same while it stays the same. */
export function findSampleIds(sql: Queryable, count: number): Promise<{ id: string }[]> {
  return sql<{ id: string }[]>`
    select track_id as id from track_vectors order by md5(track_id::text) limit ${count}`
}
