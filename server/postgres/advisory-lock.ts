import type { Sql } from '~db/client'

/** The advisory locks of the house, side by side so that no two share a number; db/migrate.ts holds 7_365_677. */
export const LOCKS = {
  /** Held while change numbers are drawn (also by the trigger of migration 0006), so that they are committed in order. */
  changeOrder: 7_365_678,
  /** Held by the one process that builds an index, or derives vectors again. */
  build: 7_365_679,
  /** Held while a process prepares the database of the vectors. */
  vectorStore: 7_365_680,
  /** Held by a transaction that stores tracks or decides on their recordings. */
  recordings: 7_365_681,
  /** Held while somebody signs in. */
  signIn: 7_365_682,
  /** Shared by all who fill the catalog at length: the space is not fitted anew before they are done. */
  growing: 7_365_685,
  /** Held by a transaction that takes a job, so that all processes together keep to a number of those that ask Spotify. */
  jobTaking: 7_365_683,
} as const

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
