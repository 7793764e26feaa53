import type { Queryable, Sql } from '~db/client'
import { DomainError } from '../domain/errors'
import type { Fence } from '../catalog/ports'

/** A holder that is frozen within a transaction keeps the next one waiting for this long; then Postgres ends it. */
const FROZEN_MS = 15_000
/** A lock that nobody took for so long leaves no trace. */
const FORGET_AFTER = '30 days'

/** Tokens of locks: each holder draws one, and only the newest one's writes are let through. */
export function createFenceRepository(sql: Sql) {
  return {
    /** Waits for transactions of the holder before that are under way: what they wrote is there, or never comes. */
    async draw(name: string): Promise<Fence> {
      const [row] = await sql<{ token: string }[]>`
        insert into fences as f (name, token) values (${name}, nextval('fence_tokens'))
        on conflict (name) do update set token = nextval('fence_tokens'), taken_at = now() returning token`
      if (!row) throw new Error('no fence was drawn')
      return { name, token: Number(row.token) }
    },

    /** Removes what is left of locks that are not in use; gives how many. */
    async forgetOld(): Promise<number> {
      const rows = await sql`
        delete from fences where taken_at < now() - ${FORGET_AFTER}::interval returning name`
      return rows.length
    },
  }
}

/**
 * Lets a transaction go on whose holder has the newest token, and keeps the next holder waiting until it is over. Call
 * it first. Throws LOCK_LOST.
 */
export async function checkFence(sql: Queryable, { name, token }: Fence): Promise<void> {
  const rows = await sql`
    select set_config('idle_in_transaction_session_timeout', ${String(FROZEN_MS)}, true)
    from fences where name = ${name} and token = ${token} for share`
  if (rows.length === 0) throw new DomainError('LOCK_LOST', 'Another process has taken over this work.')
}
