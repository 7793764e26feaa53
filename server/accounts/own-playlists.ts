import { createHash } from 'node:crypto'
import type { OwnPlaylists } from './domain/account'
import type { IncomingItem, IncomingPlaylist } from '../domain/playlist'

export type OwnClient = {
  listMyPlaylists: (
    page: { limit: number; offset: number },
    signal?: AbortSignal,
  ) => Promise<{ total: number; playlists: (IncomingPlaylist & { spotifyId: string })[] }>
  describeMyTracks: (signal?: AbortSignal) => Promise<{ total: number; newestAt: Date | null }>
  myTrackPages: (signal?: AbortSignal, position?: number) => AsyncIterable<IncomingItem[]>
}
type Deps = {
  spotify: OwnClient
  playlists: { findReadable: (userId: string, publicIds: string[]) => Promise<Set<string>> }
}

/** One call to Spotify a page. */
const PAGE_SIZE = 50

/** A page of a user's playlists as Spotify lists them, with what the catalog has of them already. */
export async function listOwnPlaylists(
  { spotify, playlists }: Deps,
  userId: string,
  page: number,
  signal: AbortSignal,
): Promise<OwnPlaylists> {
  const offset = (page - 1) * PAGE_SIZE
  const { total, playlists: listed } = await spotify.listMyPlaylists({ limit: PAGE_SIZE, offset }, signal)
  const liked = toLikedId(userId)
  const read = await playlists.findReadable(userId, [liked, ...listed.map(({ spotifyId }) => spotifyId)])
  return {
    page,
    pages: Math.max(1, Math.ceil(total / PAGE_SIZE)),
    total,
    playlists: listed.map(({ spotifyId: id, name, ownerName, imageUrl, total: tracks, isPublic }) => ({
      id,
      name,
      ownerName,
      imageUrl,
      total: tracks,
      isPublic: isPublic === true,
      read: read.has(id),
    })),
    liked: { id: liked, read: read.has(liked) },
  }
}

/** The id under which a user's Liked Songs are kept: they have none at Spotify. */
export function toLikedId(userId: string): string {
  return `liked-${createHash('sha256').update(userId).digest('hex').slice(0, 20)}`
}

/**
 * Liked Songs in the shape of a playlist, for reading them as one. They change without a snapshot that says so; whatever
 * is added is the newest, and what is removed is missing in the number, so that both together tell a change.
 */
export function likedAsPlaylist(spotify: OwnClient, ownerName: string | null) {
  return {
    getPlaylist: async (_id: string, signal?: AbortSignal): Promise<IncomingPlaylist> => {
      const { total, newestAt } = await spotify.describeMyTracks(signal)
      return {
        spotifyId: null,
        name: 'Liked Songs',
        description: null,
        ownerName,
        snapshotId: null,
        contentKey: `${String(total)} ${newestAt?.toISOString() ?? 'never'}`,
        imageUrl: null,
        total,
        isPublic: false,
        opening: [],
      }
    },
    playlistPages: (_id: string, signal?: AbortSignal, from?: { position?: number }) =>
      spotify.myTrackPages(signal, from?.position),
  }
}
