import type { Queryable } from '~db/client'
import { settled } from '../domain/settled'
import type { BatchTrack, CreditColumns, NewRows, VectorToSave } from '../services/ports'
import { fromList, toPlainArray } from './array-text'
import type { InsertNew } from './insert-new'
import { toColumns, unnestTracks } from './track-writer'
import { toValueColumns, unnestValues } from './value-columns'
import { insertVectors, lockOrder } from './vector.repository'

/** One artist of one track. */
export type Credit = { id: string; position: number; artistId: string }

/** Ids for so many tracks, in ascending order; those that are not used are lost, and there are 2^63. */
export async function reserveIds(sql: Queryable, count: number): Promise<string[]> {
  if (count === 0) return []
  const [row] = await sql<{ ids: string }[]>`
    select string_agg(nextval('tracks_id_seq')::text, ',') as ids from generate_series(1, ${count}::integer)`
  return fromList(row?.ids ?? null)
}

/** What is written of a batch where all its tracks are new. */
export function toNewRows(
  items: BatchTrack[],
  { artistIds, albumIds }: { artistIds: Map<string, string>; albumIds: Map<string, string> },
): NewRows {
  return {
    ids: toPlainArray(items.map(({ id }) => id)),
    tracks: toColumns(items, albumIds),
    credits: toCreditColumns(items.flatMap((item) => toCredits(item, item.id, artistIds))),
    values: toValueColumns(items.flatMap(({ id, sets }) => sets.map((set) => ({ trackId: id, ...set })))),
  }
}

/** Vectors of tracks, should they be new. */
export type NewVectors = { of: VectorToSave[]; spec: number }

/**
 * Writes the tracks that the catalog does not have with their credits, values and vectors, and gives their ids. One
 * statement: the database is not kept waiting for an answer to its own. That an id was added is looked up in a hash, which `is true` has
 * it make: the planner knows no sizes here, and might compare each with each.
 */
export async function insertNewTracks(
  sql: Queryable,
  { ids, tracks, credits, values }: NewRows,
  { vectors, insertNew }: { vectors: NewVectors; insertNew: InsertNew },
): Promise<Set<string>> {
  const [, [row]] = await settled([
    lockOrder(sql),
    insertNew(sql<{ ids: string | null }[]>`
    with added as (
      insert into tracks (id, public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity,
        release_year, genres, source, file_print)
      overriding system value
      select i.id, i.public_id, i.spotify_id, i.name, i.song_key, i.album_id, i.duration_ms, i.isrc, i.explicit,
        i.popularity, i.release_year,
        case when position(',' in i.genres) = 0 then i.genres::text[]
          else (select array_agg(distinct g order by g) from unnest(i.genres::text[]) g) end,
        i.source, i.file_print
      from ${unnestTracks(sql, { ids, ...tracks })}
      on conflict (public_id) do nothing
      returning id
    ), credited as (
      insert into track_artists (track_id, position, artist_id)
      select track_id, position, artist_id from ${unnestCredits(sql, credits)}
      where (track_id in (select id from added)) is true
    ), described as (
      insert into feature_sets (track_id, source, extractor, values, fetched_at, print)
      select track_id, source, extractor, values, fetched_at, print from ${unnestValues(sql, values)}
      where (track_id in (select id from added)) is true
    ), placed as (
      ${insertVectors(sql, vectors.of, vectors.spec)} where (v.track_id in (select id from added)) is true
    )
    select string_agg(id::text, ',') as ids from added`),
  ])
  return new Set(fromList(row?.ids ?? null))
}

/** Who made a track, each once. */
export function toCredits(
  { keys }: Pick<BatchTrack, 'keys'>,
  id: string,
  artistIds: Map<string, string>,
): Credit[] {
  const ids = new Set(keys.artists.map((key) => artistIds.get(key) ?? ''))
  return [...ids].map((artistId, position) => ({ id, position, artistId }))
}

export const toCreditColumns = (credits: Credit[]): CreditColumns => ({
  trackIds: toPlainArray(credits.map(({ id }) => id)),
  positions: toPlainArray(credits.map(({ position }) => position)),
  artistIds: toPlainArray(credits.map(({ artistId }) => artistId)),
})

/** The columns as rows. */
export const unnestCredits = (sql: Queryable, { trackIds, positions, artistIds }: CreditColumns) => sql`
  unnest(${trackIds}::bigint[], ${positions}::smallint[], ${artistIds}::bigint[]) as c (track_id, position, artist_id)`
