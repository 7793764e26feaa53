import { createHash } from 'node:crypto'
import type { Queryable } from '~db/client'
import { songKey } from '../domain/song-key'
import type { IncomingAlbum, IncomingTrack } from '../domain/track'
import type { SavedTrack, TrackToSave } from '../services/ports'

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

/** The id that links and tools use: Spotify's where there is one, else a hash of what names the recording. */
export function publicIdOf(track: IncomingTrack): string {
  if (track.spotifyId) return track.spotifyId
  const name = [songKeyOf(track), track.album?.name ?? '', track.isrc ?? ''].join('|')
  return `f-${createHash('sha256').update(name).digest('hex').slice(0, 20)}`
}

function songKeyOf(track: IncomingTrack): string {
  return songKey(track.name, track.artists[0]?.name ?? '')
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
  await sql`
    insert into artists as a (key, spotify_id, name)
    select * from unnest(${keys}::text[], ${artists.map(([, a]) => a.spotifyId)}::text[], ${artists.map(([, a]) => a.name)}::text[])
    on conflict (key) do update set name = excluded.name, fetched_at = now() where a.name <> excluded.name`
  const rows = await sql<
    { id: string; key: string }[]
  >`select id, key from artists where key = any(${keys}::text[])`
  return new Map(rows.map(({ id, key }) => [key, id]))
}

async function saveAlbums(sql: Queryable, tracks: IncomingTrack[]): Promise<Map<string, string>> {
  const albums = new Map<string, IncomingAlbum>()
  for (const track of tracks) if (track.album) albums.set(albumKey(track.album, track), track.album)
  if (albums.size === 0) return new Map()
  const entries = [...albums].sort(byKey)
  const keys = entries.map(([key]) => key)
  await sql`
    insert into albums as a (key, spotify_id, name, release_date, image_url)
    select * from unnest(
      ${keys}::text[], ${entries.map(([, a]) => a.spotifyId)}::text[], ${entries.map(([, a]) => a.name)}::text[],
      ${entries.map(([, a]) => a.releaseDate)}::text[], ${entries.map(([, a]) => a.imageUrl)}::text[])
    on conflict (key) do update set
      name = excluded.name, release_date = coalesce(excluded.release_date, a.release_date),
      image_url = coalesce(excluded.image_url, a.image_url), fetched_at = now()
    where (a.name, a.release_date, a.image_url) is distinct from
      (excluded.name, coalesce(excluded.release_date, a.release_date), coalesce(excluded.image_url, a.image_url))`
  const rows = await sql<
    { id: string; key: string }[]
  >`select id, key from albums where key = any(${keys}::text[])`
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
  const rows = entries.map(([publicId, { track, source }]) => ({
    public_id: publicId,
    spotify_id: track.spotifyId,
    name: track.name,
    song_key: songKeyOf(track),
    album_id: track.album ? (albumIds.get(albumKey(track.album, track)) ?? null) : null,
    duration_ms: track.durationMs,
    isrc: track.isrc,
    explicit: track.explicit,
    popularity: track.popularity,
    release_year: track.releaseYear,
    genres: track.genres,
    source,
  }))
  const written = await sql<{ id: string; public_id: string; added: boolean }[]>`
    with incoming as (
      select r.*, r.source = 'spotify' as wins from jsonb_to_recordset(${sql.json(rows)}) as r (
        public_id text, spotify_id text, name text, song_key text, album_id bigint, duration_ms integer, isrc text,
        explicit boolean, popularity smallint, release_year smallint, genres text[], source text)
    ), merged as (
      select i.public_id, i.spotify_id,
        case when i.wins or t.source is distinct from 'spotify' then i.name else t.name end as name,
        case when i.wins or t.source is distinct from 'spotify' then i.song_key else t.song_key end as song_key,
        case when i.wins then coalesce(i.album_id, t.album_id) else coalesce(t.album_id, i.album_id) end as album_id,
        case when i.wins then coalesce(i.duration_ms, t.duration_ms) else coalesce(t.duration_ms, i.duration_ms) end as duration_ms,
        case when i.wins then coalesce(i.isrc, t.isrc) else coalesce(t.isrc, i.isrc) end as isrc,
        case when i.wins then coalesce(i.explicit, t.explicit) else coalesce(t.explicit, i.explicit) end as explicit,
        case when i.wins then coalesce(i.popularity, t.popularity) else coalesce(t.popularity, i.popularity) end as popularity,
        case when i.wins then coalesce(i.release_year, t.release_year) else coalesce(t.release_year, i.release_year) end as release_year,
        (select coalesce(array_agg(distinct g order by g), '{}') from unnest(coalesce(t.genres, '{}') || i.genres) g) as genres,
        case when i.wins then 'spotify' else coalesce(t.source, i.source) end as source
      from incoming i left join tracks t using (public_id)
    )
    insert into tracks as t (public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity,
      release_year, genres, source)
    select * from merged order by public_id
    on conflict (public_id) do update set
      name = excluded.name, song_key = excluded.song_key, album_id = excluded.album_id,
      duration_ms = excluded.duration_ms, isrc = excluded.isrc, explicit = excluded.explicit,
      popularity = excluded.popularity, release_year = excluded.release_year, genres = excluded.genres,
      source = excluded.source, fetched_at = now()
    where (t.name, t.song_key, t.album_id, t.duration_ms, t.isrc, t.explicit, t.popularity, t.release_year, t.genres, t.source)
      is distinct from (excluded.name, excluded.song_key, excluded.album_id, excluded.duration_ms, excluded.isrc, excluded.explicit,
        excluded.popularity, excluded.release_year, excluded.genres, excluded.source)
    returning id, public_id, xmax = 0 as added`
  const saved: Saved = new Map(
    written.map((row) => [
      row.public_id,
      { id: row.id, publicId: row.public_id, change: row.added ? 'added' : 'updated' },
    ]),
  )
  const untouched = entries.map(([publicId]) => publicId).filter((publicId) => !saved.has(publicId))
  for (const row of await sql<{ id: string; public_id: string }[]>`
    select id, public_id from tracks where public_id = any(${untouched}::text[])`) {
    saved.set(row.public_id, { id: row.id, publicId: row.public_id, change: 'unchanged' })
  }
  const seenAtSpotify = entries.filter(([, { source }]) => source === 'spotify').map(([publicId]) => publicId)
  await sql`
    update tracks set fetched_at = now()
    where public_id = any(${seenAtSpotify}::text[]) and fetched_at < now() - interval '1 hour'`
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
    return ids.map((artistId, position) => ({ id, position, artistId }))
  })
  const trackIds = rows.map((row) => row.id)
  await sql`
    with incoming as (
      select * from unnest(${trackIds}::bigint[], ${rows.map((r) => r.position)}::smallint[], ${rows.map((r) => r.artistId)}::bigint[])
        as i (track_id, position, artist_id)
    ), gone as (
      delete from track_artists ta where ta.track_id = any(${trackIds}::bigint[]) and not exists (
        select 1 from incoming i where (i.track_id, i.position, i.artist_id) = (ta.track_id, ta.position, ta.artist_id))
    )
    select 1`
  await sql`
    insert into track_artists (track_id, position, artist_id)
    select * from unnest(${trackIds}::bigint[], ${rows.map((r) => r.position)}::smallint[], ${rows.map((r) => r.artistId)}::bigint[])
    on conflict do nothing`
}

function getSaved(saved: Saved, publicId: string): SavedTrack {
  const row = saved.get(publicId)
  if (!row) throw new Error(`track ${publicId} was not stored`)
  return row
}
