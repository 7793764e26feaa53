import type { Fragment } from 'postgres'
import type { Sql } from '~db/client'
import type { FeatureSource } from '../../domain/features/features'
import type { Track } from '../../domain/track'

export type TrackRow = {
  id: string
  public_id: string
  spotify_id: string | null
  name: string
  artists: { name: string; spotify_id: string | null }[] | null
  album: string | null
  image_url: string | null
  duration_ms: number | null
  release_year: number | null
  isrc: string | null
  explicit: boolean | null
  genres: string[]
  gone: boolean
  sources: FeatureSource[] | null
}

/** Tracks by their own ids, in any order, with `more` columns of them. */
export const selectTracks = <Row extends object>(sql: Sql, ids: string[], more: Fragment = sql``) => sql<
  Row[]
>`
    select t.id, t.public_id, t.spotify_id, t.name, t.duration_ms, t.release_year, t.isrc, t.explicit, t.genres,
      coalesce(t.gone_at > t.fetched_at, false) as gone,
      al.name as album, al.image_url,
      (select json_agg(json_build_object('name', a.name, 'spotify_id', a.spotify_id) order by ta.position)
        from track_artists ta join artists a on a.id = ta.artist_id where ta.track_id = t.id) as artists,
      (select array_agg(f.source order by f.source) from feature_sets f where f.track_id = t.id) as sources
      ${more}
    from tracks t left join albums al on al.id = t.album_id
    where t.id = any(${ids}::bigint[])`

export function toTrack(row: TrackRow): Track {
  return {
    id: row.public_id,
    name: row.name,
    artists: (row.artists ?? []).map(({ name, spotify_id }) => ({
      name,
      spotifyUrl: spotifyUrl('artist', spotify_id),
    })),
    album: row.album,
    imageUrl: row.image_url,
    durationMs: row.duration_ms,
    releaseYear: row.release_year,
    isrc: row.isrc,
    explicit: row.explicit,
    // A link to what Spotify took away leads nowhere.
    spotifyUrl: row.gone ? null : spotifyUrl('track', row.spotify_id),
    genres: row.genres,
    featureSources: row.sources ?? [],
  }
}

export function spotifyUrl(kind: 'track' | 'artist' | 'playlist', id: string | null): string | null {
  return id === null ? null : `https://open.spotify.com/${kind}/${id}`
}
