import type { Sql } from '~db/client'
import type { StoredSession } from '../services/sessions'

export type ListenerRepository = ReturnType<typeof createListenerRepository>
type SessionRow = { listener_id: string; created_at: Date; replaced: boolean }

/** Listeners and the sessions of their browsers. */
export function createListenerRepository(sql: Sql) {
  return {
    async findSession(idHash: Buffer): Promise<StoredSession | null> {
      const [row] = await sql<SessionRow[]>`
        select listener_id, created_at, replaced from sessions where id_hash = ${idHash} and expires_at > now()`
      return row ? { listenerId: row.listener_id, createdAt: row.created_at, replaced: row.replaced } : null
    },

    async startSession(idHash: Buffer, expiresAt: Date): Promise<string> {
      const [row] = await sql<{ listener_id: string }[]>`
        with guest as (insert into listeners default values returning id)
        insert into sessions (id_hash, listener_id, expires_at) select ${idHash}, id, ${expiresAt} from guest
        returning listener_id`
      if (!row) throw new Error('a session was neither made nor refused')
      return row.listener_id
    },

    async replaceSession(
      idHash: Buffer,
      by: Buffer,
      { expiresAt, graceUntil }: { expiresAt: Date; graceUntil: Date },
    ): Promise<boolean> {
      const rows = await sql`
        with old as (
          update sessions set replaced = true, expires_at = least(expires_at, ${graceUntil})
          where id_hash = ${idHash} and not replaced returning listener_id)
        insert into sessions (id_hash, listener_id, expires_at) select ${by}, listener_id, ${expiresAt} from old
        returning id_hash`
      return rows.length === 1
    },

    /** The listener of a tool's name, made where there is none yet. */
    async getNamed(name: string): Promise<string> {
      const [row] = await sql<{ id: string }[]>`
        insert into listeners (name) values (${name})
        on conflict (name) do update set name = excluded.name returning id`
      if (!row) throw new Error(`the listener ${name} was neither made nor found`)
      return row.id
    },

    /** Gives a guest's clicks and sessions to the listener that the guest turned out to be; the guest is gone. */
    async adopt(guestId: string, listenerId: string): Promise<void> {
      await sql.begin(async (tx) => {
        await tx`update clicks set listener_id = ${listenerId} where listener_id = ${guestId}`
        await tx`update sessions set listener_id = ${listenerId} where listener_id = ${guestId}`
        await tx`delete from listeners where id = ${guestId}`
      })
    },

    /** Removes sessions that are over, and guests whom no session leads to any more, with their clicks. */
    async forgetExpired(): Promise<number> {
      await sql`delete from sessions where expires_at < now()`
      const gone = await sql`
        delete from listeners l where user_id is null and name is null
          and not exists (select from sessions s where s.listener_id = l.id)`
      return gone.count
    },
  }
}
