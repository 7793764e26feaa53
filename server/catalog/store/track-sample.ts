import type { Queryable } from '~db/client'

/**
 * Own ids of at most `count` searchable tracks, scattered over the catalog. They are chosen by the tracks' public ids, so
 * that two catalogs with the same tracks have the same sample, in whatever order the tracks came.
 */
export function findSampleIds(sql: Queryable, count: number): Promise<{ id: string }[]> {
  return sql<{ id: string }[]>`
    select v.track_id as id from track_vectors v join tracks t on t.id = v.track_id
    order by md5(t.public_id) limit ${count}`
}
