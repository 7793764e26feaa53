import type { Queryable } from '~db/client'
import type { PlaylistHead, PlaylistItemToSave, PlaylistToSave } from '../../catalog/ports'
import writeItems from '../../catalog/store/write-tracks/items.sql'
import removeItems from '../../catalog/store/write-tracks/remove-items.sql'
import { runStatement } from '../../catalog/store/write-tracks/run-statement'

/** Writes what is said of playlists; their own ids by public id. */
export async function savePlaylists(sql: Queryable, lists: PlaylistHead[]): Promise<Map<string, string>> {
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

/** Items of one statement. */
const ITEMS_PER_STATEMENT = 5000

/** Writes all items of playlists, places 0…n−1: what is no longer there is gone. Call it under `shareVersions`. */
export async function saveItems(
  sql: Queryable,
  lists: PlaylistToSave[],
  saved: Map<string, string>,
): Promise<void> {
  const idOf = ({ publicId }: PlaylistToSave): string => {
    const id = saved.get(publicId)
    if (id === undefined) throw new Error('a playlist was not stored')
    return id
  }
  await runStatement(
    sql,
    removeItems,
    lists.map((list) => ({ playlist_id: idOf(list), length: list.items.length })),
  )
  const all = lists.flatMap((list) => list.items.map((item) => ({ playlistId: idOf(list), item })))
  for (let at = 0; at < all.length; at += ITEMS_PER_STATEMENT) {
    await runStatement(sql, writeItems, all.slice(at, at + ITEMS_PER_STATEMENT).map(toItemRow))
  }
}

const toItemRow = ({ playlistId, item }: { playlistId: string; item: PlaylistItemToSave }) => ({
  playlist_id: playlistId,
  position: item.position,
  track_id: item.trackId,
  added_at: item.addedAt?.toISOString() ?? null,
  skipped_name: item.skippedName,
  skipped_reason: item.skippedReason,
})

/** Opens playlists to everybody, or to a reader more. */
export async function saveAccess(
  sql: Queryable,
  lists: Pick<PlaylistHead, 'publicId' | 'access'>[],
): Promise<void> {
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
