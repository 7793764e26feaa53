import type { Sql } from '~db/client'
import type { Playlist } from '../../domain/playlist'
import type { Viewer } from '../../domain/viewer'
import type { Fence, PlaylistAccess, PlaylistHead, PlaylistToSave, StoredPlaylist } from '../../catalog/ports'
import { checkFence } from '../../postgres/fence.repository'
import { saveAccess, saveItems, savePlaylists } from './playlist-writer'
import { takeStagedItems } from '../../catalog/store/reading.repository'
import { spotifyUrl } from '../../catalog/store/track-row'
import { shareVersions } from '../../catalog/store/version.repository'

type Row = {
  id: string
  public_id: string
  spotify_id: string | null
  name: string
  description: string | null
  owner_name: string | null
  image_url: string | null
  snapshot_id: string | null
  fetched_at: Date
  track_count: number
}

/** Playlists and their items in order. */
export function createPlaylistRepository(sql: Sql) {
  const columns = sql`p.id, p.public_id, p.spotify_id, p.name, p.description, p.owner_name, p.image_url, p.snapshot_id,
    p.fetched_at, (select count(*)::int from playlist_items i where i.playlist_id = p.id) as track_count`

  // A list of a file that has no readers is the instance's own.
  const mayRead = ({ userId, seesInstance }: Pick<Viewer, 'userId' | 'seesInstance'>) =>
    sql`(not p.restricted and (p.source = 'spotify' or ${seesInstance}) or exists (
      select from playlist_readers r where r.playlist_id = p.id and r.user_id = ${userId}))`

  return {
    /** A playlist whoever may see it: for writing. */
    async find(publicId: string): Promise<StoredPlaylist | null> {
      const [row] = await sql<Row[]>`select ${columns} from playlists p where p.public_id = ${publicId}`
      return row ? { id: row.id, snapshotId: row.snapshot_id, playlist: toPlaylist(row) } : null
    },

    /** A playlist that somebody may see. */
    async findFor(viewer: Viewer, publicId: string): Promise<StoredPlaylist | null> {
      const [row] = await sql<
        Row[]
      >`select ${columns} from playlists p where p.public_id = ${publicId} and ${mayRead(viewer)}`
      return row ? { id: row.id, snapshotId: row.snapshot_id, playlist: toPlaylist(row) } : null
    },

    /** Which of these ids name playlists that the catalog has and the user may see. */
    async findReadable(userId: string, publicIds: string[]): Promise<Set<string>> {
      const rows = await sql<{ public_id: string }[]>`
        select p.public_id from playlists p where p.public_id = any(${publicIds}::text[])
          and ${mayRead({ userId, seesInstance: false })}`
      return new Set(rows.map((row) => row.public_id))
    },

    /** Names of those that somebody may see, by public id. */
    async findNames(viewer: Viewer, publicIds: string[]): Promise<Map<string, string>> {
      const rows = await sql<{ public_id: string; name: string }[]>`
        select p.public_id, p.name from playlists p
        where p.public_id = any(${publicIds}::text[]) and ${mayRead(viewer)}`
      return new Map(rows.map((row) => [row.public_id, row.name]))
    },

    /** The playlists that only readers see, and this user is one of them; each with the ids of its tracks in order. */
    async listRestricted(userId: string): Promise<(Playlist & { tracks: string[] })[]> {
      const rows = await sql<(Row & { tracks: string[] })[]>`
        select ${columns}, array(
          select t.public_id from playlist_items i join tracks t on t.id = i.track_id
          where i.playlist_id = p.id order by i.position) as tracks
        from playlists p join playlist_readers r on r.playlist_id = p.id
        where p.restricted and r.user_id = ${userId} order by p.name, p.id`
      return rows.map((row) => ({ ...toPlaylist(row), tracks: row.tracks }))
    },

    /** Opens a stored playlist to everybody, or to a reader more. */
    async setAccess(publicId: string, access: PlaylistAccess, fence: Fence): Promise<void> {
      await sql.begin(async (tx) => {
        await checkFence(tx, fence)
        await saveAccess(tx, [{ publicId, access }])
      })
    },

    /** How many tracks of a playlist can be found, each counted once. */
    async countSearchable(id: string): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(distinct i.track_id)::int as count from playlist_items i
        join track_vectors v on v.track_id = i.track_id where i.playlist_id = ${id}`
      return row?.count ?? 0
    },

    /** The newest of those that somebody may see. */
    async listRecent(viewer: Viewer, limit: number): Promise<Playlist[]> {
      const rows = await sql<
        Row[]
      >`select ${columns} from playlists p where ${mayRead(viewer)} order by p.fetched_at desc, p.id limit ${limit}`
      return rows.map(toPlaylist)
    },

    /**
     * Replaces playlists and all their items in one transaction: readers see the old list or the new one. Items are
     * places 0…n−1; what is no longer there is gone. Public ids must differ from each other.
     */
    async replaceMany(lists: PlaylistToSave[], fence: Fence): Promise<void> {
      const sorted = [...lists].sort((a, b) => (a.publicId < b.publicId ? -1 : 1))
      await sql.begin(async (tx) => {
        await Promise.all([checkFence(tx, fence), shareVersions(tx)])
        const saved = await savePlaylists(tx, sorted)
        await saveItems(tx, sorted, saved)
        await saveAccess(tx, sorted)
      })
    },

    /** Replaces a playlist by what was read of it, in one transaction; the reading is over then. */
    async replaceByReading(head: PlaylistHead, readingId: string, fence: Fence): Promise<void> {
      await sql.begin(async (tx) => {
        await checkFence(tx, fence)
        const playlistId = (await savePlaylists(tx, [head])).get(head.publicId)
        if (playlistId === undefined) throw new Error('a playlist was not stored')
        await takeStagedItems(tx, { readingId, playlistId, publicId: head.publicId })
        await saveAccess(tx, [head])
      })
    },

    /** Track ids in order, repeats included, and the places that hold none. */
    async readItems(id: string): Promise<{
      trackIds: string[]
      skipped: { position: number; name: string; reason: string }[]
    }> {
      const rows = await sql<
        {
          position: number
          track_id: string | null
          skipped_name: string | null
          skipped_reason: string | null
        }[]
      >`
        select position, track_id, skipped_name, skipped_reason from playlist_items
        where playlist_id = ${id} order by position`
      return {
        trackIds: rows.flatMap((row) => row.track_id ?? []),
        skipped: rows.flatMap((row) =>
          row.track_id === null
            ? { position: row.position, name: row.skipped_name ?? '', reason: row.skipped_reason ?? '' }
            : [],
        ),
      }
    },
  }
}

function toPlaylist(row: Row): Playlist {
  return {
    id: row.public_id,
    name: row.name,
    description: row.description,
    ownerName: row.owner_name,
    imageUrl: row.image_url,
    spotifyUrl: spotifyUrl('playlist', row.spotify_id),
    trackCount: row.track_count,
    fetchedAt: row.fetched_at.toISOString(),
  }
}
