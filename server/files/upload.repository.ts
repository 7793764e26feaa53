import type { Queryable, Sql } from '~db/client'

/** Files that were sent, in pieces of a megabyte at most, where every process finds them. */
export function createUploadRepository(sql: Sql) {
  return {
    async begin(owner: string | null): Promise<string> {
      const [row] = await sql<{ id: string }[]>`insert into uploads (owner_id) values (${owner}) returning id`
      if (!row) throw new Error('an upload was not begun')
      return row.id
    },

    async append(id: string, part: number, bytes: Buffer): Promise<void> {
      await sql`
        with kept as (update uploads set kept = kept + ${bytes.length} where id = ${id})
        insert into upload_chunks (upload_id, part, bytes) values (${id}, ${part}, ${bytes})`
    },

    /** Bytes of all files that are here, in part or whole, and of those the owner's (null: the instance's). */
    async countKept(owner: string | null): Promise<{ own: number; all: number }> {
      const [row] = await sql<{ own: number; all: number }[]>`
        select coalesce(sum(kept) filter (where owner_id is not distinct from ${owner}), 0)::float8 as own,
          coalesce(sum(kept), 0)::float8 as all
        from uploads`
      return row ?? { own: 0, all: 0 }
    },

    /** Removes an owner's files whose import has ended and could be resumed, save the newest of them. */
    async removeResumable(owner: string | null, keep: number): Promise<void> {
      await sql`
        delete from uploads where id in (
          select u.id from uploads u
          where u.owner_id is not distinct from ${owner}
            and exists (${importsOf(sql)} and state in ('failed', 'cancelled', 'done'))
            and not exists (${importsOf(sql)} and state in ('queued', 'running', 'waiting'))
          order by u.created_at desc, u.id offset ${keep})`
    },

    async complete(id: string, { sha256, bytes }: { sha256: string; bytes: number }): Promise<void> {
      await sql`update uploads set sha256 = ${sha256}, bytes = ${bytes} where id = ${id}`
    },

    /** Length of a file that is here whole; null where it is not. */
    async findLength(id: string): Promise<number | null> {
      const [row] = await sql<{ bytes: number }[]>`
        select bytes::float8 as bytes from uploads where id = ${id} and sha256 is not null`
      return row?.bytes ?? null
    },

    async findChunk(id: string, part: number): Promise<Buffer | null> {
      // The database gives bytes as two letters each, which takes half as long again as base64.
      const [row] = await sql<{ bytes: string }[]>`
        select encode(bytes, 'base64') as bytes from upload_chunks where upload_id = ${id} and part = ${part}`
      return row ? Buffer.from(row.bytes, 'base64') : null
    },

    async remove(id: string): Promise<void> {
      await sql`delete from uploads where id = ${id}`
    },

    /** Removes files that are older than so many hours and that no job under way needs; gives how many. */
    async removeOld(hours: number): Promise<number> {
      const rows = await sql`
        delete from uploads where ${isLeftBehind(sql, hours)} returning id`
      return rows.length
    },
  }
}

const importsOf = (sql: Queryable) =>
  sql`select from jobs where kind = 'import-file' and input ->> 'upload' = u.id::text`

/** Files that are older than so many hours and that no job under way needs. */
export const isLeftBehind = (sql: Queryable, hours: number) =>
  sql`created_at < now() - ${hours} * interval '1 hour' and not exists (
    select from jobs where kind = 'import-file' and state in ('queued', 'running', 'waiting')
      and input ->> 'upload' = uploads.id::text)`
