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
    prints: {
      rows: toPlainArray(items.map(({ prints }) => prints?.row ?? null)),
      values: toPlainArray(items.map(({ prints }) => prints?.values ?? null)),
    },
    tracks: toColumns(items, albumIds),
    credits: toCreditColumns(items.flatMap((item) => toCredits(item, item.id, artistIds))),
    values: toValueColumns(items.flatMap(({ id, sets }) => sets.map((set) => ({ trackId: id, ...set })))),
  }
}

/** Vectors of tracks, should they be new. */
export type NewVectors = { of: VectorToSave[]; spec: number }

/** Ids of tracks that were added, and of those that the catalog has with all that is said of them: by the id kept for each. */
export type Inserted = { added: Set<string>; whole: Map<string, string> }

/**
 * Writes the tracks that the catalog does not have with their credits, values and vectors. One
 * statement: the database is not kept waiting for an answer to its own. That an id was added is looked up in a hash, which `is true` has
 * it make: the planner knows no sizes here, and might compare each with each.
 */
export async function insertNewTracks(
  sql: Queryable,
  { ids, prints, tracks, credits, values }: NewRows,
  { vectors, insertNew }: { vectors: NewVectors; insertNew: InsertNew },
): Promise<Inserted> {
  const [, [row]] = await settled([
    lockOrder(sql),
    insertNew(sql<{ added: string | null; kept: string | null; known: string | null }[]>`
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
    ), whole as (
      select i.id as kept, t.id from unnest(${ids}::bigint[], ${tracks.publicIds}::text[], ${prints.rows}::text[], ${prints.values}::text[])
        as i (id, public_id, print, values_print)
      cross join lateral (select id, file_print from tracks where public_id = i.public_id offset 0) as t
      where (i.id in (select id from added)) is not true and t.file_print = i.print and (i.values_print is null or exists (
        select from feature_sets f where f.track_id = t.id and f.source = 'file' and f.print = i.values_print))
    )
    select (select string_agg(id::text, ',') from added) as added, string_agg(kept::text, ',' order by kept) as kept,
      string_agg(id::text, ',' order by kept) as known from whole`),
  ])
  const known = fromList(row?.known ?? null)
  const entries = fromList(row?.kept ?? null).map((kept, i) => [kept, known[i] ?? ''] as const)
  return { added: new Set(fromList(row?.added ?? null)), whole: new Map(entries) }
}

/** Who made a track, each once. */
export function toCredits(
  { keys }: Pick<BatchTrack, 'keys'>,
  id: string,
  artistIds: Map<string, string>,
): Credit[] {
  const [first = ''] = keys.artists
  // As most have it.
  if (keys.artists.length === 1) return [{ id, position: 0, artistId: artistIds.get(first) ?? '' }]
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
