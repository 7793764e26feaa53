import { fillAlbum } from '../../../domain/features/fill-missing'
import type { UniqueTrack } from '../../ports'

/** What is named more than once, by key: as Spotify says it last, else as a file does first, filled by what comes later. */
function toNamed<T extends object>(
  named: readonly { key: string; what: T; source: UniqueTrack['source'] }[],
  fill: (first: T, later: T) => T = (first) => first,
) {
  const known = new Map<string, { what: T; wins: boolean }>()
  for (const { key, what, source } of named) {
    const before = known.get(key)
    if (!before || source === 'spotify') known.set(key, { what, wins: source === 'spotify' })
    else before.what = fill(before.what, what)
  }
  return [...known]
}

/** The artists of tracks, each once. */
export function toArtists(tracks: readonly UniqueTrack[]) {
  const named = tracks.flatMap(({ track, source, keys }) =>
    track.artists.map((what, i) => ({ key: keys.artists[i] ?? '', what, source })),
  )
  return toNamed(named).map(([key, { what, wins }]) => ({
    key,
    spotify_id: what.spotifyId,
    name: what.name,
    wins,
  }))
}

/** The albums of tracks, each once. */
export function toAlbums(tracks: readonly UniqueTrack[]) {
  const named = tracks.flatMap(({ track, source, keys }) =>
    track.album && keys.album !== null ? [{ key: keys.album, what: track.album, source }] : [],
  )
  return toNamed(named, fillAlbum).map(([key, { what, wins }]) => ({
    key,
    spotify_id: what.spotifyId,
    name: what.name,
    release_date: what.releaseDate,
    image_url: what.imageUrl,
    wins,
  }))
}
