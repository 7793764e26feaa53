import type { Sql } from '~db/client'
import type { IncomingPlaylist, Playlist } from '../domain/playlist'
import type { PlaylistItemToSave, StoredPlaylist } from '../services/ports'
import { spotifyUrl } from './track.repository'

export type PlaylistRepository = ReturnType<typeof createPlaylistRepository>

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

  return {
    async find(publicId: string): Promise<StoredPlaylist | null> {
      const [row] = await sql<Row[]>`select ${columns} from playlists p where p.public_id = ${publicId}`
      return row ? { id: row.id, snapshotId: row.snapshot_id, playlist: toPlaylist(row) } : null
    },

    async listRecent(limit: number): Promise<Playlist[]> {
      const rows = await sql<
        Row[]
      >`select ${columns} from playlists p order by p.fetched_at desc, p.id limit ${limit}`
      return rows.map(toPlaylist)
    },

    /**
     * Replaces a playlist and all its items in one transaction: readers see the old list or the new one. Items are
     * places 0…n−1; what is no longer there is gone.
     */
    async replace(
      publicId: string,
      playlist: IncomingPlaylist,
      source: 'spotify' | 'file',
      items: PlaylistItemToSave[],
    ) {
      await sql.begin(async (tx) => {
        const [row] = await tx<{ id: string }[]>`
          insert into playlists (public_id, spotify_id, name, description, owner_name, image_url, snapshot_id, source)
          values (${publicId}, ${playlist.spotifyId}, ${playlist.name}, ${playlist.description}, ${playlist.ownerName},
            ${playlist.imageUrl}, ${playlist.snapshotId}, ${source})
          on conflict (public_id) do update set name = excluded.name, description = excluded.description,
            owner_name = excluded.owner_name, image_url = excluded.image_url, snapshot_id = excluded.snapshot_id,
            fetched_at = now()
          returning id`
        if (!row) throw new Error(`playlist ${publicId} was not stored`)
        await tx`delete from playlist_items where playlist_id = ${row.id}`
        await tx`
          insert into playlist_items (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)
          select ${row.id}, * from unnest(${items.map((i) => i.position)}::integer[],
            ${items.map((i) => i.trackId)}::bigint[], ${items.map((i) => i.addedAt?.toISOString() ?? null)}::timestamptz[],
            ${items.map((i) => i.skippedName)}::text[], ${items.map((i) => i.skippedReason)}::text[])`
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
