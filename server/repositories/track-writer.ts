import type { Queryable } from '~db/client'
import type { IncomingTrack } from '../domain/track'
import type { KeyedTrack, SavedTrack, TrackColumns, WrittenTrack } from '../services/ports'
import { fromList, toOneWhereEqual, toPlainArray, toTextArray } from './array-text'

export type Saved = Map<string, WrittenTrack>
/** `ofFiles` are the public ids of those that files alone know. */
export type Merged = { saved: Saved; ofFiles: ReadonlySet<string> }

type Merge = {
  id: string
  public_id: string
  change: SavedTrack['change']
  source: string
  left_behind: string | null
}

/**
 * A file fills what is missing, be it in what Spotify said or in what a file did; one that corrects goes before what
 * files said. Spotify overwrites: what it says of its own track is newer than any export. Files that disagree about a track then leave it as the first one had it, and none
 * of them changes anything when it is imported again.
 * Genres are collected over rows and sources.
 */
export async function mergeTracks(
  sql: Queryable,
  items: KeyedTrack[],
  columns: TrackColumns,
): Promise<Merged> {
  if (items.length === 0) return { saved: new Map(), ofFiles: new Set() }
  const corrects = items.flatMap(({ keys, replaces }) => (replaces ? [keys.publicId] : []))
  const isCorrected = sql`t.source = 'file' and i.public_id = any(${toTextArray(corrects)}::text[])`
  const wins = corrects.length > 0 ? sql`i.source = 'spotify' or (${isCorrected})` : sql`i.source = 'spotify'`
  // Whose track it is has to be looked up only where that makes a difference.
  const known = corrects.length > 0 ? sql`left join tracks t using (public_id)` : sql``
  const written = await sql<Merge[]>`
    with incoming as (
      select i.*, ${wins} as wins from ${unnestTracks(sql, columns)} ${known}
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
          when i.wins and i.source = 'file' then (select array_agg(distinct g order by g) from unnest(i.genres::text[]) g)
          else (select array_agg(distinct g order by g) from unnest(coalesce(t.genres, '{}') || i.genres::text[]) g) end as genres,
        case when i.source = 'spotify' then 'spotify' else coalesce(t.source, i.source) end as source,
        coalesce(i.file_print, t.file_print) as file_print, t.fetched_at as known_at
      from incoming i left join tracks t using (public_id)
    ), judged as (
      select m.*, case when m.known_id is null then 'added' when
        (t.name, t.song_key, t.album_id, t.duration_ms, t.isrc, t.explicit, t.popularity, t.release_year, t.genres, t.source)
        is distinct from (m.name, m.song_key, m.album_id, m.duration_ms, m.isrc, m.explicit, m.popularity, m.release_year,
          m.genres, m.source) then 'updated' else 'unchanged' end as change,
        t.file_print is null and m.file_print is not null as unprinted, t.song_key as old_song, t.isrc as old_isrc
      from merged m left join tracks t on t.id = m.known_id
    ), known as (
      select known_id as id from judged where known_id is not null
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
    select coalesce(w.id, j.known_id) as id, j.public_id, j.change, j.source,
      case when j.old_song <> j.song_key or j.old_isrc <> coalesce(j.isrc, '') then (
        select string_agg(u.id::text, ',') from (
          (select id from tracks where song_key = j.old_song and id not in (select id from known) limit 1)
          union (select id from tracks where isrc = j.old_isrc and id not in (select id from known) limit 1)) u
      ) end as left_behind
    from judged j left join written w using (public_id)`
  const saved: Saved = new Map(
    written.map(({ id, public_id, change, left_behind }) => {
      const leftBehind = fromList(left_behind)
      return [public_id, { id, publicId: public_id, change, ...(leftBehind.length > 0 && { leftBehind }) }]
    }),
  )
  const seenAtSpotify = items.filter(({ source }) => source === 'spotify').map(({ keys }) => keys.publicId)
  if (seenAtSpotify.length > 0) {
    await sql`
      update tracks set fetched_at = now()
      where public_id = any(${seenAtSpotify}::text[]) and fetched_at < now() - interval '1 hour'`
  }
  const ofFiles = new Set(written.filter(({ source }) => source === 'file').map(({ public_id }) => public_id))
  return { saved, ofFiles }
}

/** What tracks say, a column each. */
export function toColumns(items: KeyedTrack[], albumIds: Map<string, string>): TrackColumns {
  const tracks = items.map(({ track }) => track)
  return {
    publicIds: toPlainArray(items.map(({ keys }) => keys.publicId)),
    spotifyIds: toPlainArray(tracks.map(({ spotifyId }) => spotifyId)),
    names: toTextArray(tracks.map(({ name }) => name)),
    songs: toTextArray(items.map(({ keys }) => keys.song)),
    albums: toPlainArray(
      items.map(({ keys }) => (keys.album === null ? null : (albumIds.get(keys.album) ?? null))),
    ),
    durations: toPlainArray(tracks.map(({ durationMs }) => durationMs)),
    isrcs: toPlainArray(tracks.map(({ isrc }) => isrc)),
    explicit: toPlainArray(tracks.map(({ explicit }) => explicit)),
    popularity: toPlainArray(tracks.map(({ popularity }) => popularity)),
    years: toPlainArray(tracks.map(({ releaseYear }) => releaseYear)),
    genres: toTextArray(tracks.map(toGenresText)),
    sources: toTextArray(toOneWhereEqual(items.map(({ source }) => source))),
    prints: toPlainArray(items.map(({ keys }) => keys.print)),
  }
}

/** The columns as rows, with ids where there are some. */
export const unnestTracks = (
  sql: Queryable,
  { ids = null, ...columns }: TrackColumns & { ids?: string | null },
) => sql`
  (select public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity, release_year, genres,
    coalesce(source, (${columns.sources}::text[])[1]) as source, file_print, id from
  unnest(${columns.publicIds}::text[], ${columns.spotifyIds}::text[], ${columns.names}::text[], ${columns.songs}::text[],
    ${columns.albums}::bigint[], ${columns.durations}::integer[], ${columns.isrcs}::text[], ${columns.explicit}::boolean[],
    ${columns.popularity}::smallint[], ${columns.years}::smallint[], ${columns.genres}::text[], ${columns.sources}::text[],
    ${columns.prints}::text[], ${ids}::bigint[])
    as r (public_id, spotify_id, name, song_key, album_id, duration_ms, isrc, explicit, popularity, release_year,
      genres, source, file_print, id)) as i`

/** Rows with a list of their own each cannot come as one array of arrays: they come as texts of arrays. */
const toGenresText = ({ genres }: IncomingTrack): string => (genres.length === 0 ? '{}' : toTextArray(genres))
