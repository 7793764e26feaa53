import type { Queryable, Sql } from '~db/client'
import type { Playlist } from '../domain/playlist'
import type { PlaylistToSave, StoredPlaylist } from '../services/ports'
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
     * Replaces playlists and all their items in one transaction: readers see the old list or the new one. Items are
     * places 0…n−1; what is no longer there is gone. Public ids must differ from each other.
     */
    async replaceMany(lists: PlaylistToSave[]): Promise<void> {
      const sorted = [...lists].sort((a, b) => (a.publicId < b.publicId ? -1 : 1))
      await sql.begin(async (tx) => {
        const ids = await savePlaylists(tx, sorted)
        await tx`delete from playlist_items where playlist_id = any(${[...ids.values()]}::bigint[])`
        await saveItems(tx, sorted, ids)
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

async function savePlaylists(sql: Queryable, lists: PlaylistToSave[]): Promise<Map<string, string>> {
  const rows = lists.map(({ publicId, playlist, source }) => ({
    public_id: publicId,
    spotify_id: playlist.spotifyId,
    name: playlist.name,
    description: playlist.description,
    owner_name: playlist.ownerName,
    image_url: playlist.imageUrl,
    snapshot_id: playlist.snapshotId,
    source,
  }))
  const saved = await sql<{ id: string; public_id: string }[]>`
    insert into playlists (public_id, spotify_id, name, description, owner_name, image_url, snapshot_id, source)
    select * from jsonb_to_recordset(${sql.json(rows)}) as r (public_id text, spotify_id text, name text,
      description text, owner_name text, image_url text, snapshot_id text, source text)
    on conflict (public_id) do update set name = excluded.name, description = excluded.description,
      owner_name = excluded.owner_name, image_url = excluded.image_url, snapshot_id = excluded.snapshot_id,
      fetched_at = now()
    returning id, public_id`
  return new Map(saved.map((row) => [row.public_id, row.id]))
}

async function saveItems(sql: Queryable, lists: PlaylistToSave[], ids: Map<string, string>): Promise<void> {
  const items = lists.flatMap(({ publicId, items: places }) =>
    places.map((place) => ({ id: ids.get(publicId), place })),
  )
  await sql`
    insert into playlist_items (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)
    select * from unnest(${items.map((i) => i.id ?? null)}::bigint[], ${items.map((i) => i.place.position)}::integer[],
      ${items.map((i) => i.place.trackId)}::bigint[],
      ${items.map((i) => i.place.addedAt?.toISOString() ?? null)}::timestamptz[],
      ${items.map((i) => i.place.skippedName)}::text[], ${items.map((i) => i.place.skippedReason)}::text[])`
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
