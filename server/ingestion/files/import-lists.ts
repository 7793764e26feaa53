import { createHash } from 'node:crypto'
import { isSpotifyId } from '../../domain/spotify-ref'
import type { IncomingPlaylist } from '../../domain/playlist'
import type { Row } from './import-rows'
import type { PlaylistAccess, PlaylistToSave } from '../../catalog/ports'

type List = { name: string; trackIds: string[] }

/** Playlists written in one transaction; a file of many small lists then costs a few round trips. */
const LISTS_PER_WRITE = 50
/** They share no rows but those of tracks, which they only read. */
const WRITES_AT_ONCE = 2

/**
 * The playlists that a file names, or the one that all of it is kept as; their tracks in the order of the file. They are
 * for `owner` alone (a user's id), or the instance's own (null), whatever anybody else's files are called and name.
 */
export function createFileLists(filename: string, asPlaylist: string | null, owner: string | null) {
  const lists = new Map<string, List>()
  return {
    /** Rows, and the own id of each one's track: null for one that is gone. */
    add(rows: Row[], trackIds: (string | null)[]): void {
      rows.forEach((row, i) => {
        const trackId = trackIds[i]
        const list = asPlaylist === null ? row.playlist : { key: asPlaylist, name: asPlaylist }
        if (!list || !trackId) return
        const known = lists.get(list.key)
        if (known) known.trackIds.push(trackId)
        else lists.set(list.key, { name: list.name, trackIds: [trackId] })
      })
    },

    /** Hands all of them to `replace`, and says after each write how many of them are stored. */
    async store(
      replace: (lists: PlaylistToSave[]) => Promise<void>,
      stored: (done: number, total: number) => void,
    ): Promise<void> {
      const all = [...lists]
      let next = 0
      let done = 0
      const write = async () => {
        try {
          while (next < all.length) {
            const some = all.slice(next, (next += LISTS_PER_WRITE))
            await replace(some.map(([key, list]) => toPlaylist({ filename, owner, key }, list)))
            stored((done += some.length), all.length)
          }
        } catch (error) {
          // The other one begins nothing more.
          next = all.length
          throw error
        }
      }
      await Promise.all(Array.from({ length: WRITES_AT_ONCE }, write))
    },
  }
}

type ListKey = { filename: string; owner: string | null; key: string }

function toPlaylist(from: ListKey, { name, trackIds }: List): PlaylistToSave {
  const items = trackIds.map((trackId, position) => ({
    position,
    trackId,
    addedAt: null,
    skippedName: null,
    skippedReason: null,
  }))
  const playlist: IncomingPlaylist = {
    // Whatever a file says of a playlist at Spotify is no word of Spotify's.
    spotifyId: null,
    name: name === '' ? 'Untitled playlist' : name,
    description: null,
    ownerName: null,
    snapshotId: null,
    imageUrl: null,
    total: trackIds.length,
    isPublic: null,
    opening: [],
  }
  const { owner } = from
  const access: PlaylistAccess = owner === null ? { restricted: false } : { restricted: true, userId: owner }
  return { publicId: toListId(from), playlist, source: 'file', access, items }
}

/** An id that no list of Spotify and no other owner's list can have. A playlist of Spotify has one name in every file. */
function toListId({ filename, owner, key }: ListKey): string {
  const name = isSpotifyId(key) ? `spotify:${key}` : `${filename}\n${key}`
  const text = owner === null ? name : `user:${owner}\n${name}`
  return `f-${createHash('sha256').update(text).digest('hex').slice(0, 20)}`
}
