import type { Queryable, Sql } from '~db/client'

/** Sends an insert of rows that belong to tracks which this transaction has added. */
export type InsertNew = <T>(insert: PromiseLike<T>) => Promise<T>

/**
 * PostgreSQL checks references a row at a time, 3 to 5 µs each: five for a track of an import and two for its place in a
 * list, a quarter of all it does for it. What belongs to a track that the same transaction has added cannot lack it, and other references are checked as
 * a set (`holdReferences`). Only rows of `insert` are meant: the settings around it are sent with it. Each change of the role
 * has PostgreSQL plan anew: 5 ms for the columns of a thousand tracks, .7 ms where it may do without looking at them.
 */
const insertUnchecked =
  (sql: Queryable): InsertNew =>
  async (insert) => {
    const [, written] = await Promise.all([
      sql`select set_config('session_replication_role', 'replica', true), set_config('plan_cache_mode', 'force_generic_plan', true)`,
      insert,
      sql`select set_config('session_replication_role', 'origin', true), set_config('plan_cache_mode', 'auto', true)`,
    ])
    return written
  }

/** With a check of each reference, where the database does not let us do without. */
export const insertChecked: InsertNew = async (insert) => insert

/**
 * How a transaction of this database writes new tracks: superusers, such as that of the embedded database, may do without
 * a check of each reference. The database is asked once.
 */
export function createInsertNew(sql: Sql): () => Promise<(tx: Queryable) => InsertNew> {
  let isTrusted: Promise<boolean> | null = null
  return async () => {
    isTrusted ??= isSuperuser(sql).catch((error: unknown) => {
      // It is away: it is asked again when it is back.
      isTrusted = null
      throw error
    })
    return (await isTrusted) ? insertUnchecked : () => insertChecked
  }
}

export async function isSuperuser(sql: Queryable): Promise<boolean> {
  const [row] = await sql<{ rolsuper: boolean }[]>`select rolsuper from pg_roles where rolname = current_user`
  return row?.rolsuper ?? false
}

/** Keeps rows from being removed before this transaction ends, as a check of each reference would. Throws where one is gone. */
export async function holdReferences(
  sql: Queryable,
  table: 'artists' | 'albums',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const [held] = await sql<{ count: number }[]>`
    select count(*)::integer as count from (
      select id from ${sql(table)} where id = any(${`{${ids.join(',')}}`}::bigint[]) for key share) as held`
  if (held?.count !== ids.length) {
    throw new Error(
      `${String(ids.length - (held?.count ?? 0))} ${table} were removed while their tracks were stored`,
    )
  }
}
