import type { Queryable } from '~db/client'
import type { IncomingAlbum } from '../domain/track'
import type { KeyedTrack } from '../services/ports'
import { fromList, toPlainArray, toTextArray } from './array-text'

/** What is named more than once, by key: as Spotify says it last, else as a file does first, filled by what comes later. */
function toNamed<T>(
  named: (readonly [key: string, what: T, source: KeyedTrack['source']])[],
  fill: (first: T, later: T) => T = (first) => first,
) {
  const known = new Map<string, { what: T; wins: boolean }>()
  for (const [key, what, source] of named) {
    const before = known.get(key)
    if (!before || source === 'spotify') known.set(key, { what, wins: source === 'spotify' })
    else before.what = fill(before.what, what)
  }
  return [...known].sort(byKey)
}

/** Rows are written in key order: two writers that share rows then wait for each other instead of deadlocking. */
export function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}

/** Writes the artists of a batch; their ids by key. */
export async function saveArtists(sql: Queryable, items: KeyedTrack[]): Promise<Map<string, string>> {
  const artists = toNamed(
    items.flatMap(({ track, source, keys }) =>
      track.artists.map((artist, i) => [keys.artists[i] ?? '', artist, source] as const),
    ),
  )
  if (artists.length === 0) return new Map()
  const keys = toTextArray(artists.map(([key]) => key))
  const rows = await sql<Numbered[]>`
    with incoming as (
      select * from unnest(${keys}::text[], ${toPlainArray(artists.map(([, { what }]) => what.spotifyId))}::text[],
        ${toTextArray(artists.map(([, { what }]) => what.name))}::text[], ${toPlainArray(artists.map(([, { wins }]) => wins))}::boolean[])
        with ordinality as i (key, spotify_id, name, wins, row)
    ), known as (
      select a.id, a.key, a.name from artists a where a.key = any(${keys}::text[])
    ), written as (
      insert into artists (key, spotify_id, name)
      select i.key, i.spotify_id, i.name from incoming i left join known k using (key)
      where k.id is null or (i.wins and k.name <> i.name) order by i.key
      on conflict (key) do update set name = excluded.name, fetched_at = now()
      returning id, key
    )
    ${numbered(sql, sql`select id, key from known union all select id, key from written`)}`
  return toIds(artists, rows)
}

/** Writes the albums of a batch; their ids by key. */
export async function saveAlbums(sql: Queryable, items: KeyedTrack[]): Promise<Map<string, string>> {
  const albums = toNamed(
    items.flatMap(({ track, source, keys }) =>
      track.album && keys.album !== null ? [[keys.album, track.album, source] as const] : [],
    ),
    (first, later) => ({
      ...first,
      releaseDate: first.releaseDate ?? later.releaseDate,
      imageUrl: first.imageUrl ?? later.imageUrl,
    }),
  )
  if (albums.length === 0) return new Map()
  // Most albums of a file are new, and cost a third less if nobody looks for them first.
  const added = await insertAlbums(sql, albums)
  const known = added.size === albums.length ? [] : albums.filter(([key]) => !added.has(key))
  return new Map([...added, ...(await mergeAlbums(sql, known))])
}

type NamedAlbum = readonly [key: string, { what: IncomingAlbum; wins: boolean }]

async function insertAlbums(sql: Queryable, albums: NamedAlbum[]): Promise<Map<string, string>> {
  const rows = await sql<Numbered[]>`
    with incoming as (
      select * from ${unnestAlbums(sql, albums)}
    ), written as (
      insert into albums (key, spotify_id, name, release_date, image_url)
      select key, spotify_id, name, release_date, image_url from incoming order by row
      on conflict (key) do nothing
      returning id, key
    )
    ${numbered(sql, sql`select id, key from written`)}`
  return toIds(albums, rows)
}

async function mergeAlbums(sql: Queryable, albums: NamedAlbum[]): Promise<Map<string, string>> {
  if (albums.length === 0) return new Map()
  const rows = await sql<Numbered[]>`
    with incoming as (
      select * from ${unnestAlbums(sql, albums)}
    ), known as (
      select a.id, a.key, a.name, a.release_date, a.image_url from albums a
      where a.key = any(${toTextArray(albums.map(([key]) => key))}::text[])
    ), merged as (
      select i.key, i.spotify_id, case when i.wins then i.name else coalesce(k.name, i.name) end as name,
        case when i.wins then coalesce(i.release_date, k.release_date) else coalesce(k.release_date, i.release_date) end
          as release_date,
        case when i.wins then coalesce(i.image_url, k.image_url) else coalesce(k.image_url, i.image_url) end as image_url
      from incoming i left join known k using (key)
    ), written as (
      insert into albums (key, spotify_id, name, release_date, image_url)
      select m.* from merged m left join known k using (key)
      where (k.name, k.release_date, k.image_url) is distinct from (m.name, m.release_date, m.image_url)
      order by m.key
      on conflict (key) do update set
        name = excluded.name, release_date = excluded.release_date, image_url = excluded.image_url, fetched_at = now()
      returning id, key
    )
    ${numbered(sql, sql`select id, key from known union all select id, key from written`)}`
  return toIds(albums, rows)
}

function unnestAlbums(sql: Queryable, named: NamedAlbum[]) {
  const albums = named.map(([, { what }]) => what)
  return sql`
    unnest(
      ${toTextArray(named.map(([key]) => key))}::text[], ${toPlainArray(albums.map((a) => a.spotifyId))}::text[],
      ${toTextArray(albums.map((a) => a.name))}::text[], ${toTextArray(albums.map((a) => a.releaseDate))}::text[],
      ${toTextArray(albums.map((a) => a.imageUrl))}::text[], ${toPlainArray(named.map(([, { wins }]) => wins))}::boolean[])
      with ordinality as i (key, spotify_id, name, release_date, image_url, wins, row)`
}

/** Ids, and the rows of what was sent that they belong to, the first of them 1: joined, as `fromList` reads them. */
type Numbered = { ids: string | null; rows: string | null }

const numbered = (sql: Queryable, saved: ReturnType<Queryable>) => sql`
  select string_agg(s.id::text, ',') as ids, string_agg(i.row::text, ',') as rows
  from (${saved}) as s join incoming i using (key)`

function toIds(sent: (readonly [key: string, unknown])[], [joined]: Numbered[]): Map<string, string> {
  const ids = fromList(joined?.ids ?? null)
  const rows = fromList(joined?.rows ?? null)
  return new Map(ids.map((id, i) => [sent[Number(rows[i]) - 1]?.[0] ?? '', id]))
}
