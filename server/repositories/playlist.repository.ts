import type { Queryable, Sql } from '~db/client'
import type { Playlist } from '../domain/playlist'
import type { Fence, PlaylistAccess, PlaylistHead, PlaylistToSave, StoredPlaylist } from '../services/ports'
import { checkFence } from './fence.repository'
import { takeStagedItems } from './reading.repository'
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

  const mayRead = (userId: string | null) =>
    sql`(not p.restricted or exists (
      select from playlist_readers r where r.playlist_id = p.id and r.user_id = ${userId}))`

  return {
    /** A playlist whoever may see it: for writing. */
    async find(publicId: string): Promise<StoredPlaylist | null> {
      const [row] = await sql<Row[]>`select ${columns} from playlists p where p.public_id = ${publicId}`
      return row ? { id: row.id, snapshotId: row.snapshot_id, playlist: toPlaylist(row) } : null
    },

    /** A playlist that a user (null: a guest) may see. */
    async findFor(userId: string | null, publicId: string): Promise<StoredPlaylist | null> {
      const [row] = await sql<
        Row[]
      >`select ${columns} from playlists p where p.public_id = ${publicId} and ${mayRead(userId)}`
      return row ? { id: row.id, snapshotId: row.snapshot_id, playlist: toPlaylist(row) } : null
    },

    /** Which of these ids name playlists that the catalog has and the user may see. */
    async findReadable(userId: string, publicIds: string[]): Promise<Set<string>> {
      const rows = await sql<{ public_id: string }[]>`
        select p.public_id from playlists p where p.public_id = any(${publicIds}::text[]) and ${mayRead(userId)}`
      return new Set(rows.map((row) => row.public_id))
    },

    /** The playlists that only readers see, and this user is one of them; each with the ids of its tracks in order. */
    /** Names of those that a user (null: a guest) may see, by public id. */
    async findNames(userId: string | null, publicIds: string[]): Promise<Map<string, string>> {
      const rows = await sql<{ public_id: string; name: string }[]>`
        select p.public_id, p.name from playlists p
        where p.public_id = any(${publicIds}::text[]) and ${mayRead(userId)}`
      return new Map(rows.map((row) => [row.public_id, row.name]))
    },

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

    async listRecent(limit: number): Promise<Playlist[]> {
      const rows = await sql<
        Row[]
      >`select ${columns} from playlists p where not p.restricted order by p.fetched_at desc, p.id limit ${limit}`
      return rows.map(toPlaylist)
    },

    /**
     * Replaces playlists and all their items in one transaction: readers see the old list or the new one. Items are
     * places 0…n−1; what is no longer there is gone. Public ids must differ from each other.
     */
    async replaceMany(lists: PlaylistToSave[], fence: Fence): Promise<void> {
      const sorted = [...lists].sort((a, b) => (a.publicId < b.publicId ? -1 : 1))
      await sql.begin(async (tx) => {
        await checkFence(tx, fence)
        const ids = await savePlaylists(tx, sorted)
        await removeItemsBeyond(tx, sorted, ids)
        await saveItems(tx, sorted, ids)
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

async function savePlaylists(sql: Queryable, lists: PlaylistHead[]): Promise<Map<string, string>> {
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

async function saveAccess(sql: Queryable, lists: Pick<PlaylistHead, 'publicId' | 'access'>[]): Promise<void> {
  const open = lists.filter(({ access }) => !access.restricted).map(({ publicId }) => publicId)
  const closed = lists.flatMap(({ publicId, access }) =>
    access.restricted ? { publicId, userId: access.userId } : [],
  )
  if (open.length > 0) {
    await sql`update playlists set restricted = false where restricted and public_id = any(${open}::text[])`
    await sql`
      delete from playlist_readers r using playlists p
      where p.id = r.playlist_id and p.public_id = any(${open}::text[])`
  }
  if (closed.length === 0) return
  const ids = closed.map(({ publicId }) => publicId)
  await sql`update playlists set restricted = true where not restricted and public_id = any(${ids}::text[])`
  await sql`
    insert into playlist_readers (playlist_id, user_id)
    select p.id, r.user_id from unnest(${ids}::text[], ${closed.map(({ userId }) => userId)}::uuid[]) as r (public_id, user_id)
    join playlists p on p.public_id = r.public_id
    on conflict do nothing`
}

/** Takes out the places that a list does not have any more. */
async function removeItemsBeyond(
  sql: Queryable,
  lists: PlaylistToSave[],
  ids: Map<string, string>,
): Promise<void> {
  await sql`
    delete from playlist_items i
    using unnest(${lists.map(({ publicId }) => ids.get(publicId) ?? null)}::bigint[], ${lists.map(({ items }) => items.length)}::integer[])
      as l (playlist_id, length)
    where i.playlist_id = l.playlist_id and i.position >= l.length`
}

/** Writes the places that are new or hold something else; a list that is read again is mostly as it was. */
async function saveItems(sql: Queryable, lists: PlaylistToSave[], ids: Map<string, string>): Promise<void> {
  const items = lists.flatMap(({ publicId, items: places }) =>
    places.map((place) => ({ id: ids.get(publicId), place })),
  )
  await sql`
    with incoming as (
      select * from unnest(${items.map((i) => i.id ?? null)}::bigint[], ${items.map((i) => i.place.position)}::integer[],
        ${items.map((i) => i.place.trackId)}::bigint[],
        ${items.map((i) => i.place.addedAt?.toISOString() ?? null)}::timestamptz[],
        ${items.map((i) => i.place.skippedName)}::text[], ${items.map((i) => i.place.skippedReason)}::text[])
        as i (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)
    ), changed as (
      update playlist_items k set track_id = i.track_id, added_at = i.added_at, skipped_name = i.skipped_name,
        skipped_reason = i.skipped_reason
      from incoming i
      where (k.playlist_id, k.position) = (i.playlist_id, i.position)
        and (k.track_id, k.added_at, k.skipped_name, k.skipped_reason)
          is distinct from (i.track_id, i.added_at, i.skipped_name, i.skipped_reason)
    )
    insert into playlist_items (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)
    select i.* from incoming i left join playlist_items k using (playlist_id, position) where k.playlist_id is null`
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
