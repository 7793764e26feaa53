import type { Sql } from '~db/client'
import type { IncomingTrack } from '../../domain/track'

type Row = {
  public_id: string
  spotify_id: string | null
  name: string
  artists: IncomingTrack['artists'] | null
  album: IncomingTrack['album']
  duration_ms: number | null
  isrc: string | null
  explicit: boolean | null
  popularity: number | null
  release_year: number | null
  genres: string[]
}

/** Stored tracks as their source named them, by public id: what is asked about a track again needs no new reading. */
export async function findIncoming(sql: Sql, publicIds: string[]): Promise<Map<string, IncomingTrack>> {
  const rows = await sql<Row[]>`
    select t.public_id, t.spotify_id, t.name, t.duration_ms, t.isrc, t.explicit, t.popularity, t.release_year, t.genres,
      (select json_agg(json_build_object('spotifyId', a.spotify_id, 'name', a.name) order by ta.position)
        from track_artists ta join artists a on a.id = ta.artist_id where ta.track_id = t.id) as artists,
      case when al.id is null then null else json_build_object('spotifyId', al.spotify_id, 'name', al.name,
        'releaseDate', al.release_date, 'imageUrl', al.image_url) end as album
    from tracks t left join albums al on al.id = t.album_id
    where t.public_id = any(${publicIds}::text[])`
  return new Map(
    rows.map((row) => [
      row.public_id,
      {
        spotifyId: row.spotify_id,
        name: row.name,
        artists: row.artists ?? [],
        album: row.album,
        durationMs: row.duration_ms,
        isrc: row.isrc,
        explicit: row.explicit,
        popularity: row.popularity,
        releaseYear: row.release_year,
        genres: row.genres,
      },
    ]),
  )
}
