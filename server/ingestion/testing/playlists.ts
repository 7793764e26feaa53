import type {
  PlaylistAccess,
  PlaylistHead,
  PlaylistItemToSave,
  Reading,
  ReadingKey,
  StoredPlaylist,
} from '../../catalog/ports'
import type { createMemoryCatalog } from '../../catalog/testing/fakes'

type Kept = { head: PlaylistHead; items: PlaylistItemToSave[] }

/** Playlists and their readings in memory, over a catalog in memory. */
export function createMemoryPlaylists({ tracks, vectors, staged }: ReturnType<typeof createMemoryCatalog>) {
  const stored = new Map<string, Kept>()
  const states = new Map<string, string | null>()
  const readings = {
    open: ({ publicId, reader, state }: ReadingKey): Promise<Reading> => {
      const id = `${publicId} ${reader ?? ''}`
      if (state === null || states.get(id) !== state) staged.delete(id)
      states.set(id, state)
      const { items = [], reached } = staged.get(id) ?? {}
      const places = new Set(items.map(({ trackId }) => trackId))
      const seen = [...tracks].flatMap(([track, { id: own }]) => (places.has(own) ? [track] : []))
      return Promise.resolve({ id, position: reached?.position ?? 0, report: reached?.report ?? null, seen })
    },
  }
  const playlists = {
    find: (publicId: string): Promise<StoredPlaylist | null> => {
      const kept = stored.get(publicId)
      return Promise.resolve(kept ? toStored(publicId, kept) : null)
    },
    countSearchable: (publicId: string): Promise<number> => {
      const ids = new Set(stored.get(publicId)?.items.flatMap(({ trackId }) => trackId ?? []))
      return Promise.resolve([...ids].filter((id) => vectors.has(id)).length)
    },
    setAccess: (publicId: string, access: PlaylistAccess): Promise<void> => {
      const kept = stored.get(publicId)
      if (kept) kept.head = { ...kept.head, access }
      return Promise.resolve()
    },
    replaceByReading: (head: PlaylistHead, readingId: string): Promise<void> => {
      stored.set(head.publicId, { head, items: staged.get(readingId)?.items ?? [] })
      staged.delete(readingId)
      return Promise.resolve()
    },
  }
  return { stored, readings, playlists }
}

function toStored(id: string, { head, items }: Kept): StoredPlaylist {
  const { name, snapshotId } = head.playlist
  const nothing = { description: null, ownerName: null, imageUrl: null, spotifyUrl: null }
  return { id, snapshotId, playlist: { id, name, ...nothing, trackCount: items.length, fetchedAt: '' } }
}
