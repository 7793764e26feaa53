import type { Queryable } from '~db/client'
import { fillTrack } from '../domain/fill-missing'
import type { IncomingAlbum, IncomingTrack } from '../domain/track'
import type { FileRowToFind, SavedTrack, TrackToSave } from '../services/ports'
import { printTrack, printValues, publicIdOf, songKeyOf } from './row-print'

/**
 * Of rows of a file, those of which nothing is new: stored with these prints. What a file said stays, and what Spotify
 * says goes before it, so that writing them once more would change nothing. null for every other; in input order.
 */
export async function findStored(sql: Queryable, rows: FileRowToFind[]): Promise<(SavedTrack | null)[]> {
  const found = await sql<{ row: number; id: string; public_id: string }[]>`
    select i.row::integer as row, t.id, t.public_id
    from unnest(${rows.map(({ track }) => publicIdOf(track))}::text[], ${rows.map(({ track }) => printTrack(track))}::text[],
      ${rows.map(({ features }) => (features ? printValues(features) : null))}::text[])
      with ordinality as i (public_id, print, values_print, row)
    join tracks t on t.public_id = i.public_id and t.file_print = i.print
    left join feature_sets f on f.track_id = t.id and f.source = 'file'
    where i.values_print is null or f.print = i.values_print`
  const stored: (SavedTrack | null)[] = rows.map(() => null)
  for (const { row, id, public_id } of found) {
    stored[row - 1] = { id, publicId: public_id, change: 'unchanged' }
  }
  return stored
}

/**
 * Writes a batch of tracks with their artists and albums in set-based statements (`unnest`), so that a batch costs a
 * handful of round trips whatever its size. Runs in the transaction it is given. The answer is in input order.
 */
export async function saveTracks(sql: Queryable, batch: TrackToSave[]): Promise<SavedTrack[]> {
  if (batch.length === 0) return []
  const unique = toUnique(batch).sort(byKey)
  const artistIds = await saveArtists(sql, batch)
  const albumIds = await saveAlbums(sql, batch)
  const { saved, ofFiles } = await saveTrackRows(sql, unique, albumIds)
  await saveTrackArtists(sql, unique, { saved, ofFiles }, artistIds)
  return batch.map(({ track }) => getSaved(saved, publicIdOf(track)))
}

/** An album that another row gave has that row's key. */
type Item = TrackToSave & { albumKey: string | null }
type Entry = [publicId: string, item: Item]
type Saved = Map<string, SavedTrack>
/** `ofFiles` are the public ids of tracks that files alone know. */
type Written = { saved: Saved; ofFiles: ReadonlySet<string> }

/** One item a track: of Spotify the last; of files the first, with what the later ones add, as over batches. */
function toUnique(batch: TrackToSave[]): Entry[] {
  const unique = new Map<string, Item>()
  for (const saved of batch) {
    const { track } = saved
    const publicId = publicIdOf(track)
    const item = { ...saved, albumKey: track.album && albumKey(track.album, track) }
    const known = unique.get(publicId)
    if (!known || item.source === 'spotify') unique.set(publicId, item)
    else if (known.source === 'file') {
      const albumKey = known.albumKey ?? item.albumKey
      unique.set(publicId, { ...known, track: fillTrack(known.track, track), albumKey })
    }
  }
  return [...unique]
}

/** What is named more than once, by key: as Spotify says it last, else as a file does first, filled by what comes later. */
function toNamed<T>(
  named: (readonly [key: string, what: T, source: TrackToSave['source']])[],
  fill: (first: T, later: T) => T = (first) => first,
) {
  const known = new Map<string, { what: T; wins: string }>()
  for (const [key, what, source] of named) {
    const before = known.get(key)
    if (!before || source === 'spotify') known.set(key, { what, wins: String(source === 'spotify') })
    else known.set(key, { ...before, what: fill(before.what, what) })
  }
  return [...known].sort(byKey)
}

/** Rows are written in key order: two writers that share rows then wait for each other instead of deadlocking. */
function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}

function artistKey(artist: IncomingTrack['artists'][number]): string {
  return artist.spotifyId
    ? `spotify:${artist.spotifyId}`
    : `name:${artist.name.normalize('NFKC').toLowerCase()}`
}

function albumKey(album: IncomingAlbum, track: IncomingTrack): string {
  if (album.spotifyId) return `spotify:${album.spotifyId}`
  return `name:${[track.artists[0]?.name ?? '', album.name].join('|').normalize('NFKC').toLowerCase()}`
}

async function saveArtists(sql: Queryable, items: TrackToSave[]): Promise<Map<string, string>> {
  const artists = toNamed(
    items.flatMap(({ track, source }) => track.artists.map((a) => [artistKey(a), a, source] as const)),
  )
  if (artists.length === 0) return new Map()
  const keys = artists.map(([key]) => key)
  const rows = await sql<{ id: string; key: string }[]>`
    with incoming as (
      select * from unnest(${keys}::text[], ${artists.map(([, { what }]) => what.spotifyId)}::text[],
        ${artists.map(([, { what }]) => what.name)}::text[], ${artists.map(([, { wins }]) => wins)}::text[]::boolean[])
        as i (key, spotify_id, name, wins)
    ), known as (
      select a.id, a.key, a.name from artists a where a.key = any(${keys}::text[])
    ), written as (
      insert into artists (key, spotify_id, name)
      select i.key, i.spotify_id, i.name from incoming i left join known k using (key)
      where k.id is null or (i.wins and k.name <> i.name) order by i.key
      on conflict (key) do update set name = excluded.name, fetched_at = now()
      returning id, key
    )
    select id, key from written union select id, key from known`
  return new Map(rows.map(({ id, key }) => [key, id]))
}

async function saveAlbums(sql: Queryable, items: TrackToSave[]): Promise<Map<string, string>> {
  const entries = toNamed(
    items.flatMap(({ track, source }) =>
      track.album ? [[albumKey(track.album, track), track.album, source] as const] : [],
    ),
    (first, later) => ({
      ...first,
      releaseDate: first.releaseDate ?? later.releaseDate,
      imageUrl: first.imageUrl ?? later.imageUrl,
    }),
  )
  if (entries.length === 0) return new Map()
  const keys = entries.map(([key]) => key)
  const albums = entries.map(([, { what }]) => what)
  const rows = await sql<{ id: string; key: string }[]>`
    with incoming as (
      select * from unnest(
        ${keys}::text[], ${albums.map((a) => a.spotifyId)}::text[], ${albums.map((a) => a.name)}::text[],
        ${albums.map((a) => a.releaseDate)}::text[], ${albums.map((a) => a.imageUrl)}::text[],
        ${entries.map(([, { wins }]) => wins)}::text[]::boolean[])
        as i (key, spotify_id, name, release_date, image_url, wins)
    ), known as (
      select a.id, a.key, a.name, a.release_date, a.image_url from albums a where a.key = any(${keys}::text[])
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
    select id, key from written union select id, key from known`
  return new Map(rows.map(({ id, key }) => [key, id]))
}

/**
 * A file fills what is missing, be it in what Spotify said or in what a file did, unless it was asked to replace what
 * files said; Spotify overwrites: what it says of its
 * own track is newer than any export. Files that disagree about a track then leave it as the first one had it, and none
 * of them changes anything when it is imported again.
 * Genres are collected over rows and sources.
 */
async function saveTrackRows(
  sql: Queryable,
  entries: Entry[],
  albumIds: Map<string, string>,
): Promise<Written> {
  const column = <T>(of: (item: Item, publicId: string) => T): T[] =>
    entries.map(([publicId, item]) => of(item, publicId))
  // Whose track it is has to be looked up only where that makes a difference.
  const corrects = entries.some(([, { replaces }]) => replaces === true)
  const known = corrects ? sql`left join tracks t using (public_id)` : sql``
  const wins = corrects
    ? sql`i.source = 'spotify' or (i.replaces and t.source = 'file')`
    : sql`i.source = 'spotify'`
  // The driver takes a list of booleans for one boolean; as texts they arrive.
  const written = await sql<
    { id: string; public_id: string; change: SavedTrack['change']; source: string }[]
  >`
    with incoming as (
      select i.*, ${wins} as wins from unnest(
        ${column((_, publicId) => publicId)}::text[], ${column(({ track }) => track.spotifyId)}::text[],
        ${column(({ track }) => track.name)}::text[], ${column(({ track }) => songKeyOf(track))}::text[],
        ${column(({ albumKey: key }) => (key === null ? null : (albumIds.get(key) ?? null)))}::bigint[],
        ${column(({ track }) => track.durationMs)}::integer[], ${column(({ track }) => track.isrc)}::text[],
        ${column(({ track }) => toFlagText(track.explicit))}::text[]::boolean[], ${column(({ track }) => track.popularity)}::smallint[],
        ${column(({ track }) => track.releaseYear)}::smallint[], ${column(({ track }) => toArrayText(track.genres))}::text[],
        ${column(({ source }) => source)}::text[],
        ${column(({ track, source }) => (source === 'file' ? printTrack(track) : null))}::text[],
        ${column(({ replaces = false }) => String(replaces))}::text[]::boolean[])
        as i (public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity, release_year,
          genres, source, file_print, replaces) ${known}
    ), merged as (
      select t.id as known_id, i.public_id, i.spotify_id,
        case when i.wins then i.name else coalesce(t.name, i.name) end as name,
        case when i.wins then i.song_key else coalesce(t.song_key, i.song_key) end as song_key,
        case when i.wins then coalesce(i.album_id, t.album_id) else coalesce(t.album_id, i.album_id) end as album_id,
        case when i.wins then coalesce(i.duration_ms, t.duration_ms) else coalesce(t.duration_ms, i.duration_ms) end as duration_ms,
        case when i.wins then coalesce(i.isrc, t.isrc) else coalesce(t.isrc, i.isrc) end as isrc,
        case when i.wins then coalesce(i.explicit, t.explicit) else coalesce(t.explicit, i.explicit) end as explicit,
        case when i.wins then coalesce(i.popularity, t.popularity) else coalesce(t.popularity, i.popularity) end as popularity,
        case when i.wins then coalesce(i.release_year, t.release_year) else coalesce(t.release_year, i.release_year) end as release_year,
        case when i.genres = '{}' then coalesce(t.genres, '{}')
          when i.replaces and i.wins then (select array_agg(distinct g order by g) from unnest(i.genres::text[]) g)
          else (select array_agg(distinct g order by g) from unnest(coalesce(t.genres, '{}') || i.genres::text[]) g) end as genres,
        case when i.source = 'spotify' then 'spotify' else coalesce(t.source, i.source) end as source,
        coalesce(i.file_print, t.file_print) as file_print, t.fetched_at as known_at
      from incoming i left join tracks t using (public_id)
    ), judged as (
      select m.*, case when m.known_id is null then 'added' when
        (t.name, t.song_key, t.album_id, t.duration_ms, t.isrc, t.explicit, t.popularity, t.release_year, t.genres, t.source)
        is distinct from (m.name, m.song_key, m.album_id, m.duration_ms, m.isrc, m.explicit, m.popularity, m.release_year,
          m.genres, m.source) then 'updated' else 'unchanged' end as change,
        t.file_print is null and m.file_print is not null as unprinted
      from merged m left join tracks t on t.id = m.known_id
    ), written as (
      insert into tracks (public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity,
        release_year, genres, source, file_print, fetched_at)
      select public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity, release_year, genres,
        source, file_print, case when change = 'unchanged' then known_at else now() end
      from judged where change <> 'unchanged' or unprinted order by public_id
      on conflict (public_id) do update set
        name = excluded.name, song_key = excluded.song_key, album_id = excluded.album_id,
        duration_ms = excluded.duration_ms, isrc = excluded.isrc, explicit = excluded.explicit,
        popularity = excluded.popularity, release_year = excluded.release_year, genres = excluded.genres,
        source = excluded.source, file_print = excluded.file_print, fetched_at = excluded.fetched_at
      returning id, public_id
    )
    select coalesce(w.id, j.known_id) as id, j.public_id, j.change, j.source from judged j left join written w using (public_id)`
  const saved: Saved = new Map(
    written.map(({ id, public_id, change }) => [public_id, { id, publicId: public_id, change }]),
  )
  const seenAtSpotify = entries.filter(([, { source }]) => source === 'spotify').map(([publicId]) => publicId)
  if (seenAtSpotify.length > 0) {
    await sql`
      update tracks set fetched_at = now()
      where public_id = any(${seenAtSpotify}::text[]) and fetched_at < now() - interval '1 hour'`
  }
  const ofFiles = new Set(written.filter(({ source }) => source === 'file').map(({ public_id }) => public_id))
  return { saved, ofFiles }
}

/**
 * Artists are replaced only where Spotify names them, or a file corrects what files said: a file's single text must not
 * flatten a known list.
 */
async function saveTrackArtists(
  sql: Queryable,
  entries: Entry[],
  { saved, ofFiles }: Written,
  artistIds: Map<string, string>,
) {
  const rows = entries.flatMap(([publicId, { track, source, replaces }]) => {
    const { id, change } = getSaved(saved, publicId)
    const corrects = replaces === true && ofFiles.has(publicId)
    if (change !== 'added' && source === 'file' && !corrects) return []
    const ids = [...new Set(track.artists.flatMap((artist) => artistIds.get(artistKey(artist)) ?? []))]
    return ids.map((artistId, position) => ({ id, position, artistId, isNew: change === 'added' }))
  })
  const known = rows.filter(({ isNew }) => !isNew)
  const knownIds = known.map((row) => row.id)
  if (known.length > 0) {
    await sql`
      with incoming as (
        select * from unnest(${knownIds}::bigint[], ${known.map((r) => r.position)}::smallint[], ${known.map((r) => r.artistId)}::bigint[])
          as i (track_id, position, artist_id)
      )
      delete from track_artists ta where ta.track_id = any(${knownIds}::bigint[]) and not exists (
        select 1 from incoming i where (i.track_id, i.position, i.artist_id) = (ta.track_id, ta.position, ta.artist_id))`
  }
  if (rows.length === 0) return
  await sql`
    insert into track_artists (track_id, position, artist_id)
    select * from unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((r) => r.position)}::smallint[], ${rows.map((r) => r.artistId)}::bigint[])
    on conflict do nothing`
}

/** The driver takes an array that begins with a boolean for a single boolean, so that flags travel as texts. */
function toFlagText(flag: boolean | null): string | null {
  return flag === null ? null : String(flag)
}

/** A list of texts as PostgreSQL writes it: rows with a list of their own each cannot come as one array of arrays. */
function toArrayText(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}

function getSaved(saved: Saved, publicId: string): SavedTrack {
  const row = saved.get(publicId)
  if (!row) throw new Error(`track ${publicId} was not stored`)
  return row
}
