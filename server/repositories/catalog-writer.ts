import type { Queryable } from '~db/client'
import type { IncomingAlbum, IncomingTrack } from '../domain/track'
import type { FileRowToFind, SavedTrack, TrackToSave } from '../services/ports'
import { printTrack, printValues, publicIdOf, songKeyOf } from './row-print'

/**
 * Of rows of a file, those of which nothing is new: stored with these prints, and not changed in a way that writing them
 * once more would change again (what Spotify says goes before a file anyhow). null for every other; in input order.
 */
export async function findStored(sql: Queryable, rows: FileRowToFind[]): Promise<(SavedTrack | null)[]> {
  const publicIds = rows.map(({ track }) => publicIdOf(track))
  // Of rows of one track the last one is written, with the last values.
  const last = new Map<string, FileRowToFind>()
  rows.forEach((row, i) => {
    const publicId = publicIds[i] ?? ''
    last.set(publicId, { track: row.track, features: row.features ?? last.get(publicId)?.features ?? null })
  })
  const unique = [...last.values()]
  const found = await sql<{ id: string; public_id: string }[]>`
    select t.id, t.public_id from unnest(${[...last.keys()]}::text[], ${unique.map(({ track }) => printTrack(track))}::text[],
      ${unique.map(({ features }) => (features ? printValues(features) : null))}::text[])
      as i (public_id, print, values_print)
    join tracks t on t.public_id = i.public_id and t.file_print = i.print
    left join feature_sets f on f.track_id = t.id and f.source = 'file'
    where i.values_print is null or f.print = i.values_print`
  const ids = new Map(found.map(({ id, public_id }) => [public_id, id]))
  return publicIds.map((publicId) => {
    const id = ids.get(publicId)
    return id === undefined ? null : { id, publicId, change: 'unchanged' }
  })
}

/**
 * Writes a batch of tracks with their artists and albums in set-based statements (`unnest`), so that a batch costs a
 * handful of round trips whatever its size. Runs in the transaction it is given. The answer is in input order.
 */
export async function saveTracks(sql: Queryable, batch: TrackToSave[]): Promise<SavedTrack[]> {
  if (batch.length === 0) return []
  const unique = [...new Map(batch.map((item) => [publicIdOf(item.track), item])).entries()].sort(byKey)
  const artistIds = await saveArtists(
    sql,
    unique.map(([, item]) => item.track),
  )
  const albumIds = await saveAlbums(
    sql,
    unique.map(([, item]) => item.track),
  )
  const saved = await saveTrackRows(sql, unique, albumIds)
  await saveTrackArtists(sql, unique, saved, artistIds)
  return batch.map(({ track }) => getSaved(saved, publicIdOf(track)))
}

type Entry = [publicId: string, item: TrackToSave]
type Saved = Map<string, SavedTrack>

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

async function saveArtists(sql: Queryable, tracks: IncomingTrack[]): Promise<Map<string, string>> {
  const artists = [...new Map(tracks.flatMap((t) => t.artists.map((a) => [artistKey(a), a] as const)))].sort(
    byKey,
  )
  if (artists.length === 0) return new Map()
  const keys = artists.map(([key]) => key)
  const rows = await sql<{ id: string; key: string }[]>`
    with incoming as (
      select * from unnest(${keys}::text[], ${artists.map(([, a]) => a.spotifyId)}::text[], ${artists.map(([, a]) => a.name)}::text[])
        as i (key, spotify_id, name)
    ), known as (
      select a.id, a.key, a.name from artists a where a.key = any(${keys}::text[])
    ), written as (
      insert into artists (key, spotify_id, name)
      select i.* from incoming i left join known k using (key) where k.name is distinct from i.name order by i.key
      on conflict (key) do update set name = excluded.name, fetched_at = now()
      returning id, key
    )
    select id, key from written union select id, key from known`
  return new Map(rows.map(({ id, key }) => [key, id]))
}

async function saveAlbums(sql: Queryable, tracks: IncomingTrack[]): Promise<Map<string, string>> {
  const albums = new Map<string, IncomingAlbum>()
  for (const track of tracks) if (track.album) albums.set(albumKey(track.album, track), track.album)
  if (albums.size === 0) return new Map()
  const entries = [...albums].sort(byKey)
  const keys = entries.map(([key]) => key)
  const rows = await sql<{ id: string; key: string }[]>`
    with incoming as (
      select * from unnest(
        ${keys}::text[], ${entries.map(([, a]) => a.spotifyId)}::text[], ${entries.map(([, a]) => a.name)}::text[],
        ${entries.map(([, a]) => a.releaseDate)}::text[], ${entries.map(([, a]) => a.imageUrl)}::text[])
        as i (key, spotify_id, name, release_date, image_url)
    ), known as (
      select a.id, a.key, a.name, a.release_date, a.image_url from albums a where a.key = any(${keys}::text[])
    ), written as (
      insert into albums as a (key, spotify_id, name, release_date, image_url)
      select i.* from incoming i left join known k using (key)
      where (k.name, k.release_date, k.image_url) is distinct from
        (i.name, coalesce(i.release_date, k.release_date), coalesce(i.image_url, k.image_url))
      order by i.key
      on conflict (key) do update set
        name = excluded.name, release_date = coalesce(excluded.release_date, a.release_date),
        image_url = coalesce(excluded.image_url, a.image_url), fetched_at = now()
      returning id, key
    )
    select id, key from written union select id, key from known`
  return new Map(rows.map(({ id, key }) => [key, id]))
}

/**
 * A file fills what is missing, Spotify overwrites: what Spotify says of its own track is newer than any export.
 * Genres are collected over rows and sources.
 */
async function saveTrackRows(
  sql: Queryable,
  entries: Entry[],
  albumIds: Map<string, string>,
): Promise<Saved> {
  const column = <T>(of: (item: TrackToSave, publicId: string) => T): T[] =>
    entries.map(([publicId, item]) => of(item, publicId))
  const written = await sql<{ id: string; public_id: string; change: SavedTrack['change'] }[]>`
    with incoming as (
      select i.*, i.source = 'spotify' as wins from unnest(
        ${column((_, publicId) => publicId)}::text[], ${column(({ track }) => track.spotifyId)}::text[],
        ${column(({ track }) => track.name)}::text[], ${column(({ track }) => songKeyOf(track))}::text[],
        ${column(({ track }) => (track.album ? (albumIds.get(albumKey(track.album, track)) ?? null) : null))}::bigint[],
        ${column(({ track }) => track.durationMs)}::integer[], ${column(({ track }) => track.isrc)}::text[],
        ${column(({ track }) => toFlagText(track.explicit))}::text[]::boolean[], ${column(({ track }) => track.popularity)}::smallint[],
        ${column(({ track }) => track.releaseYear)}::smallint[], ${column(({ track }) => toArrayText(track.genres))}::text[],
        ${column(({ source }) => source)}::text[],
        ${column(({ track, source }) => (source === 'file' ? printTrack(track) : null))}::text[])
        as i (public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity, release_year,
          genres, source, file_print)
    ), merged as (
      select t.id as known_id, i.public_id, i.spotify_id,
        case when i.wins or t.source is distinct from 'spotify' then i.name else t.name end as name,
        case when i.wins or t.source is distinct from 'spotify' then i.song_key else t.song_key end as song_key,
        case when i.wins then coalesce(i.album_id, t.album_id) else coalesce(t.album_id, i.album_id) end as album_id,
        case when i.wins then coalesce(i.duration_ms, t.duration_ms) else coalesce(t.duration_ms, i.duration_ms) end as duration_ms,
        case when i.wins then coalesce(i.isrc, t.isrc) else coalesce(t.isrc, i.isrc) end as isrc,
        case when i.wins then coalesce(i.explicit, t.explicit) else coalesce(t.explicit, i.explicit) end as explicit,
        case when i.wins then coalesce(i.popularity, t.popularity) else coalesce(t.popularity, i.popularity) end as popularity,
        case when i.wins then coalesce(i.release_year, t.release_year) else coalesce(t.release_year, i.release_year) end as release_year,
        case when i.genres = '{}' then coalesce(t.genres, '{}')
          else (select array_agg(distinct g order by g) from unnest(coalesce(t.genres, '{}') || i.genres::text[]) g) end as genres,
        case when i.wins then 'spotify' else coalesce(t.source, i.source) end as source,
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
    select coalesce(w.id, j.known_id) as id, j.public_id, j.change from judged j left join written w using (public_id)`
  const saved: Saved = new Map(
    written.map(({ id, public_id, change }) => [public_id, { id, publicId: public_id, change }]),
  )
  const seenAtSpotify = entries.filter(([, { source }]) => source === 'spotify').map(([publicId]) => publicId)
  if (seenAtSpotify.length > 0) {
    await sql`
      update tracks set fetched_at = now()
      where public_id = any(${seenAtSpotify}::text[]) and fetched_at < now() - interval '1 hour'`
  }
  return saved
}

/** Artists are replaced only where Spotify names them: a file's single text must not flatten a known list. */
async function saveTrackArtists(
  sql: Queryable,
  entries: Entry[],
  saved: Saved,
  artistIds: Map<string, string>,
) {
  const rows = entries.flatMap(([publicId, { track, source }]) => {
    const { id, change } = getSaved(saved, publicId)
    if (change !== 'added' && source === 'file') return []
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
