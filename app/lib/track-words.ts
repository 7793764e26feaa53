import type { Track } from '~server/domain/track'

/** "Artist, Artist". The domain says it too, in a module that would bring its schemas to the browser. */
export function artistLine(track: Pick<Track, 'artists'>): string {
  return track.artists.map((artist) => artist.name).join(', ')
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
