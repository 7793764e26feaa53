import type { Queryable } from '~db/client'
import type { PlaylistHead, PlaylistItemToSave, PlaylistToSave } from '../services/ports'
import { toPlainArray, toTextArray } from './array-text'
import type { InsertNew } from './insert-new'

/** A stored playlist's own id, and whether it was there before. */
export type SavedPlaylist = { id: string; isNew: boolean }

/** Writes what is said of playlists; by public id. */
export async function savePlaylists(
  sql: Queryable,
  lists: PlaylistHead[],
): Promise<Map<string, SavedPlaylist>> {
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
  // xmax is the transaction that replaced a row: 0 of one that is new.
  const saved = await sql<{ id: string; public_id: string; is_new: boolean }[]>`
    insert into playlists (public_id, spotify_id, name, description, owner_name, image_url, snapshot_id, source)
    select * from jsonb_to_recordset(${sql.json(rows)}) as r (public_id text, spotify_id text, name text,
      description text, owner_name text, image_url text, snapshot_id text, source text)
    on conflict (public_id) do update set name = excluded.name, description = excluded.description,
      owner_name = excluded.owner_name, image_url = excluded.image_url, snapshot_id = excluded.snapshot_id,
      fetched_at = now()
    returning id, public_id, xmax = 0 as is_new`
  return new Map(saved.map((row) => [row.public_id, { id: row.id, isNew: row.is_new }]))
}

/** Writes all items of playlists, places 0…n−1: what is no longer there is gone. Call it under `shareVersions`. */
export async function saveItems(
  sql: Queryable,
  lists: PlaylistToSave[],
  { saved, insertNew }: { saved: Map<string, SavedPlaylist>; insertNew: InsertNew },
): Promise<void> {
  const stored = lists.map(({ publicId, items }) => {
    const list = saved.get(publicId)
    if (!list) throw new Error('a playlist was not stored')
    return { ...list, items }
  })
  await insertItems(
    sql,
    stored.filter(({ isNew }) => isNew),
    insertNew,
  )
  const known = stored.filter(({ isNew }) => !isNew)
  await removeItemsBeyond(sql, known)
  await mergeItems(sql, known)
}

type StoredList = SavedPlaylist & { items: PlaylistItemToSave[] }

/** Items of playlists that this transaction has added. Nobody removes their tracks meanwhile (`shareVersions`). */
async function insertItems(sql: Queryable, lists: StoredList[], insertNew: InsertNew): Promise<void> {
  const { count, rows } = unnest(sql, lists)
  if (count === 0) return
  const written = await insertNew(sql`
      insert into playlist_items (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)
      select i.playlist_id, i.position, t.id, i.added_at, i.skipped_name, i.skipped_reason
      from ${rows} left join tracks t on t.id = i.track_id where t.id is not null or i.track_id is null`)
  if (written.count !== count) {
    throw new Error(`${String(count - written.count)} tracks were removed while their playlists were stored`)
  }
}

/** Takes out the places that a list does not have any more. */
async function removeItemsBeyond(sql: Queryable, lists: StoredList[]): Promise<void> {
  if (lists.length === 0) return
  await sql`
    delete from playlist_items i
    using unnest(${toPlainArray(lists.map(({ id }) => id))}::bigint[], ${toPlainArray(lists.map(({ items }) => items.length))}::integer[])
      as l (playlist_id, length)
    where i.playlist_id = l.playlist_id and i.position >= l.length`
}

/** Writes the places that are new or hold something else; a list that is read again is mostly as it was. */
async function mergeItems(sql: Queryable, lists: StoredList[]): Promise<void> {
  const { count, rows } = unnest(sql, lists)
  if (count === 0) return
  await sql`
    with incoming as (
      select * from ${rows}
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

/** The items of lists as rows, and how many. */
function unnest(sql: Queryable, lists: StoredList[]) {
  const ids = lists.flatMap(({ id, items }) => items.map(() => id))
  const items = lists.flatMap((list) => list.items)
  const rows = sql`
    unnest(${toPlainArray(ids)}::bigint[], ${toPlainArray(items.map(({ position }) => position))}::integer[],
      ${toPlainArray(items.map(({ trackId }) => trackId))}::bigint[],
      ${toPlainArray(items.map(({ addedAt }) => addedAt?.toISOString() ?? null))}::timestamptz[],
      ${toTextArray(items.map(({ skippedName }) => skippedName))}::text[],
      ${toTextArray(items.map(({ skippedReason }) => skippedReason))}::text[])
      as i (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)`
  return { count: items.length, rows }
}

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
