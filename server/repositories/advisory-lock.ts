import type { Sql } from '~db/client'

/** Held while a process prepares the database of the vectors. */
export const VECTOR_STORE_LOCK = 7_365_680

/** Runs `work` while no other process of this catalog holds `key`; waits for it, within the statement timeout. */
export async function withAdvisoryLock<T>(sql: Sql, key: number, work: () => Promise<T>): Promise<T> {
  const connection = await sql.reserve()
  try {
    await connection`select pg_advisory_lock(${key})`
    try {
      return await work()
    } finally {
      // Where the connection is gone, so is its lock.
      await connection`select pg_advisory_unlock(${key})`.catch(() => undefined)
    }
  } finally {
    connection.release()
  }
}
