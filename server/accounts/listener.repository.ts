import type { Sql } from '~db/client'
import type { OwnSession, UserRole } from './domain/account'
import type { Provider } from './account-rights'
import type { StoredSession } from './sessions'

export type ListenerRepository = ReturnType<typeof createListenerRepository>
type SessionRow = {
  listener_id: string
  created_at: Date
  replaced: boolean
  seen_at: Date
  series: string
  signed_in_at: Date | null
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
        select s.listener_id, s.created_at, s.replaced, s.seen_at, s.series, s.signed_in_at, u.id as user_id, u.display_name, u.role,
          a.provider, a.provider_account_id as account_id
        from sessions s join listeners l on l.id = s.listener_id left join users u on u.id = l.user_id
          left join accounts a on a.user_id = u.id
        where s.id_hash = ${idHash} and s.expires_at > now()`
      return row ? toSession(row) : null
    },

    async touchSession(idHash: Buffer): Promise<void> {
      await sql`update sessions set seen_at = now() where id_hash = ${idHash}`
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
          where id_hash = ${idHash} and not replaced returning listener_id, series, signed_in_at, browser)
        insert into sessions (id_hash, listener_id, expires_at, series, signed_in_at, browser)
        select ${by}, listener_id, ${expiresAt}, series, signed_in_at, browser from old
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
      browser,
      old,
    }: {
      idHash: Buffer
      expiresAt: Date
      userId: string
      browser: string
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
          insert into sessions (id_hash, listener_id, expires_at, signed_in_at, browser)
          values (${idHash}, ${listener.id}, ${expiresAt}, now(), ${browser})`
      })
    },

    async endSessions(idHashes: Buffer[]): Promise<void> {
      await sql`delete from sessions where id_hash in (${toHashes(idHashes)})`
    },

    /** A user's sessions, the newest first. */
    async listSessions(userId: string): Promise<OwnSession[]> {
      const rows = await sql<{ series: string; browser: string | null; begun: Date; seen: Date }[]>`
        select s.series, max(s.browser) as browser, min(coalesce(s.signed_in_at, s.created_at)) as begun,
          max(s.seen_at) as seen
        from sessions s join listeners l on l.id = s.listener_id
        where l.user_id = ${userId} and s.expires_at > now() group by s.series order by seen desc, s.series`
      return rows.map(({ series, browser, begun, seen }) => ({
        id: series,
        browser: browser ?? 'A browser of before',
        signedInAt: begun.toISOString(),
        seenAt: seen.toISOString(),
      }))
    },

    /** Ends one of a user's sessions, or all of them. */
    async endUserSessions(userId: string, series: string | null): Promise<void> {
      await sql`
        delete from sessions s using listeners l where l.id = s.listener_id and l.user_id = ${userId}
          and ${series === null ? sql`true` : sql`s.series = ${series}`}`
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
  const { seen_at: seenAt, series, signed_in_at: signedInAt } = row
  return { listenerId, createdAt, replaced, seenAt, series, signedInAt, user }
}
