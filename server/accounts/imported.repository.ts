import type { Sql } from '~db/client'
import type { ImportedFile, ImportedLists } from './domain/imported'
import { removeUnheldOf, removeUnusedOf } from '../catalog/upkeep/track-removal'
import { lockVersions } from '../catalog/store/version.repository'

/** What a user (null: the instance itself) has imported from files. */
export function createImportedRepository(sql: Sql) {
  const isTheirs = (owner: string | null) =>
    owner === null
      ? sql`p.source = 'file' and not p.restricted`
      : sql`p.source = 'file' and p.restricted and exists (
          select from playlist_readers r where r.playlist_id = p.id and r.user_id = ${owner})`

  return {
    /** Their lists, the newest first, `limit` at most, and how many there are. */
    async listLists(owner: string | null, limit: number): Promise<ImportedLists> {
      const rows = await sql<{ id: string; name: string; tracks: number; at: Date; total: number }[]>`
        select p.public_id as id, p.name, p.fetched_at as at, count(*) over ()::int as total,
          (select count(*)::int from playlist_items i where i.playlist_id = p.id) as tracks
        from playlists p where ${isTheirs(owner)} order by p.fetched_at desc, p.id desc limit ${limit}`
      return {
        total: rows[0]?.total ?? 0,
        lists: rows.map(({ id, name, tracks, at }) => ({ id, name, tracks, importedAt: at.toISOString() })),
      }
    },

    /** The files that they imported, as far as jobs are kept. */
    async listFiles(owner: string): Promise<ImportedFile[]> {
      const rows = await sql<{ file: string; state: ImportedFile['state']; at: Date }[]>`
        select subject as file, state, created_at as at from jobs
        where kind = 'import-file' and user_id = ${owner} order by created_at`
      return rows.map(({ file, state, at }) => ({ file, state, at: at.toISOString() }))
    },

    /**
     * Deletes one of their lists, or all of them with the imports that are over and the files that are kept for them; and
     * the tracks that nothing else holds. Gives how many of each.
     */
    async remove(owner: string | null, list: string | null) {
      return sql.begin(async (tx) => {
        await lockVersions(tx)
        const which = list === null ? tx`true` : tx`p.public_id = ${list}`
        const held = await tx<{ track_id: string }[]>`
          select distinct i.track_id from playlist_items i join playlists p on p.id = i.playlist_id
          where i.track_id is not null and ${isTheirs(owner)} and ${which}`
        const lists = await tx`delete from playlists p where ${isTheirs(owner)} and ${which}`
        const ids = held.map((row) => row.track_id)
        const tracks = (await removeUnusedOf(tx, ids)) + (await removeUnheldOf(tx, ids))
        if (list !== null) return { lists: lists.count, tracks, imports: 0 }
        // A file that is sent again while its first import waits is that import's.
        const isOver = tx`kind = 'import-file' and user_id is not distinct from ${owner}
          and state in ('done', 'failed', 'cancelled')`
        await tx`
          delete from uploads where owner_id is not distinct from ${owner} and id::text in (
            select input ->> 'upload' from jobs where ${isOver})`
        const over = await tx`delete from jobs where ${isOver}`
        return { lists: lists.count, tracks, imports: over.count }
      })
    },
  }
}
