import type { Playlist } from '../domain/playlist'
import { isSpotifyId } from '../domain/spotify-ref'
import { STRANGER, type Viewer } from '../domain/viewer'

type Deps = {
  playlists: { listRecent: (viewer: Viewer, limit: number) => Promise<Playlist[]> }
  seedPlaylists: readonly string[]
}

const RECENT_PLAYLISTS = 12

/** A playlist of Spotify that was read before, or one that is known to be public. */
export async function findOpenPlaylist({ playlists, seedPlaylists }: Deps): Promise<string | null> {
  const recent = await playlists.listRecent(STRANGER, RECENT_PLAYLISTS)
  return recent.find(({ id }) => isSpotifyId(id))?.id ?? seedPlaylists[0] ?? null
}
