import type { Track } from '~server/domain/track'

/** "Artist, Artist". The domain says it too, in a module that would bring its schemas to the browser. */
export function artistLine(track: Pick<Track, 'artists'>): string {
  return track.artists.map((artist) => artist.name).join(', ')
}

/** Where a track is at Spotify, by its link or its id there; null for one that only a file knows. */
export function toSpotifyUrl(ref: string): string | null {
  if (ref.startsWith('https://open.spotify.com/')) return ref
  return /^[0-9A-Za-z]{22}$/.test(ref) ? `https://open.spotify.com/track/${ref}` : null
}

export function trackPath(track: Pick<Track, 'id'>): string {
  return `/t/${encodeURIComponent(track.id)}`
}

/** The page that goes on from these tracks and one more. */
export function addSeedPath(seeds: Pick<Track, 'id'>[], track: Pick<Track, 'id'>): string {
  return `/continue?${new URLSearchParams([...seeds, track].map(({ id }) => ['seed', id])).toString()}`
}

/** The page that plans a journey from this track. */
export function journeyPath(track: Pick<Track, 'id'>): string {
  return `/journey?${new URLSearchParams({ from: track.id }).toString()}`
}

export function playlistPath(playlist: { id: string }): string {
  return `/p/${encodeURIComponent(playlist.id)}`
}
