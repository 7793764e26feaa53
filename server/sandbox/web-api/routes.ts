/** Every Web API route, its group for limits and faults, and the kinds of app it is closed to. */
import type { EndpointGroup } from '../faults'
import type { SpotifyAppKind } from '../options'
import { apiError } from '../respond'
import { getAudioAnalysis, getAudioFeatures, getManyAudioFeatures } from './audio'
import type { ApiHandler } from './context'
import { getMe, getMyPlaylists, getMyTracks, getUser, getUserPlaylists } from './me'
import { getAlbum, getAlbumTracks, getArtist, getArtistAlbums, getTrack, getTracks } from './music'
import { getPlaylist, getPlaylistItems, getPlaylistTracks } from './playlists'
import { search } from './search'

export type Route = {
  path: string
  group: EndpointGroup
  handle: ApiHandler
  openTo: readonly SpotifyAppKind[]
}

const ALL = ['dev-new', 'dev-old', 'extended'] as const
const OLD = ['dev-old', 'extended'] as const
const EXTENDED = ['extended'] as const

/** Removed for good: a route of old that answers 403 to those it is closed to and 404 to the rest. */
const gone: ApiHandler = () => {
  throw apiError(404, 'Service not found')
}
const route = (
  path: string,
  group: EndpointGroup,
  handle: ApiHandler,
  openTo: readonly SpotifyAppKind[] = ALL,
): Route => ({ path, group, handle, openTo })

export const ROUTES: readonly Route[] = [
  route('/me', 'me', getMe),
  route('/me/playlists', 'me', getMyPlaylists),
  route('/me/tracks', 'me', getMyTracks),
  route('/users/:id', 'me', getUser, OLD),
  route('/users/:id/playlists', 'playlists', getUserPlaylists, OLD),
  route('/tracks', 'tracks', getTracks, OLD),
  route('/tracks/:id', 'tracks', getTrack),
  route('/albums/:id', 'albums', getAlbum),
  route('/albums/:id/tracks', 'albums', getAlbumTracks),
  route('/artists/:id', 'artists', getArtist),
  route('/artists/:id/albums', 'artists', getArtistAlbums),
  route('/playlists/:id', 'playlists', getPlaylist),
  route('/playlists/:id/items', 'playlists', getPlaylistItems),
  route('/playlists/:id/tracks', 'playlists', getPlaylistTracks, OLD),
  route('/search', 'search', search),
  route('/audio-features', 'audio', getManyAudioFeatures, EXTENDED),
  route('/audio-features/:id', 'audio', getAudioFeatures, EXTENDED),
  route('/audio-analysis/:id', 'audio', getAudioAnalysis, EXTENDED),
  route('/albums', 'albums', gone, OLD),
  route('/artists', 'artists', gone, OLD),
  route('/artists/:id/top-tracks', 'artists', gone, OLD),
  route('/artists/:id/related-artists', 'artists', gone, []),
  route('/browse/new-releases', 'search', gone, OLD),
  route('/browse/categories', 'search', gone, OLD),
  route('/browse/featured-playlists', 'search', gone, []),
  route('/markets', 'search', gone, OLD),
]

/** The route for a path below `/v1`, with the values of its `:names`. */
export function findRoute(path: string): { route: Route; params: string[] } | null {
  const parts = path.split('/')
  for (const candidate of ROUTES) {
    const pattern = candidate.path.split('/')
    const fits =
      pattern.length === parts.length && pattern.every((part, i) => part.startsWith(':') || part === parts[i])
    if (fits) return { route: candidate, params: parts.filter((_, i) => pattern[i]?.startsWith(':')) }
  }
  return null
}
