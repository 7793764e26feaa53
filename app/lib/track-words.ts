import type { Track } from '~server/domain/track'

/** "Artist, Artist". The domain says it too, in a module that would bring its schemas to the browser. */
export function artistLine(track: Pick<Track, 'artists'>): string {
  return track.artists.map((artist) => artist.name).join(', ')
}

export function trackPath(track: Pick<Track, 'id'>): string {
  return `/t/${encodeURIComponent(track.id)}`
}

export function playlistPath(playlist: { id: string }): string {
  return `/p/${encodeURIComponent(playlist.id)}`
}
