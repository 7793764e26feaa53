import type { Sql } from '~db/client'
import type { UserRole } from '../domain/account'
import type { Provider } from '../services/account-rights'
import type { StoredSession } from '../services/sessions'

export type ListenerRepository = ReturnType<typeof createListenerRepository>
type SessionRow = {
  listener_id: string
  created_at: Date
  replaced: boolean
  user_id: string | null
  display_name: string | null
  role: UserRole | null
  provider: Provider | null
  account_id: string | null
}

/** Listeners and the sessions of their browsers. */
export function createListenerRepository(sql: Sql) {
  // An array of bytes travels as text: the driver has no form for it.
  const toHashes = (hashes: Buffer[]) =>
    sql`select decode(hash, 'hex') from unnest(${hashes.map((hash) => hash.toString('hex'))}::text[]) as hash`

  return {
    async findSession(idHash: Buffer): Promise<StoredSession | null> {
      const [row] = await sql<SessionRow[]>`
        select s.listener_id, s.created_at, s.replaced, u.id as user_id, u.display_name, u.role,
          a.provider, a.provider_account_id as account_id
        from sessions s join listeners l on l.id = s.listener_id left join users u on u.id = l.user_id
          left join accounts a on a.user_id = u.id
        where s.id_hash = ${idHash} and s.expires_at > now()`
      return row ? toSession(row) : null
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

    /**
     * A session of a user's own listener, in place of the sessions `old` of the same browser. A guest whom they led to
     * turns out to be the user: the clicks move over, and the guest is gone with every session.
     */
    async startUserSession({
      idHash,
      expiresAt,
      userId,
      old,
    }: {
      idHash: Buffer
      expiresAt: Date
      userId: string
      old: Buffer[]
    }): Promise<void> {
      await sql.begin(async (tx) => {
        const [listener] = await tx<{ id: string }[]>`
          insert into listeners (user_id) values (${userId})
          on conflict (user_id) do update set user_id = excluded.user_id returning id`
        if (!listener) throw new Error('the listener of a user was neither made nor found')
        const guests = await tx<{ id: string }[]>`
          select distinct l.id from sessions s join listeners l on l.id = s.listener_id
          where s.id_hash in (${toHashes(old)}) and s.expires_at > now() and l.user_id is null and l.name is null`
        const ids = guests.map(({ id }) => id)
        await tx`update clicks set listener_id = ${listener.id} where listener_id = any(${ids}::uuid[])`
        await tx`delete from listeners where id = any(${ids}::uuid[])`
        await tx`delete from sessions where id_hash in (${toHashes(old)})`
        await tx`
          insert into sessions (id_hash, listener_id, expires_at) values (${idHash}, ${listener.id}, ${expiresAt})`
      })
    },

    async endSessions(idHashes: Buffer[]): Promise<void> {
      await sql`delete from sessions where id_hash in (${toHashes(idHashes)})`
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

function toSession(row: SessionRow): StoredSession {
  const { listener_id: listenerId, created_at: createdAt, replaced, user_id: id, role } = row
  const { provider, account_id: accountId } = row
  const account = provider === null || accountId === null ? null : { provider, id: accountId }
  const user = id === null || role === null ? null : { id, displayName: row.display_name, role, account }
  return { listenerId, createdAt, replaced, user }
}
