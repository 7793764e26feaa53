import type { Sql } from '~db/client'
import type { SessionUser, UserRole } from './domain/account'
import type { Provider } from './account-rights'
import type { SealedTokens, StoredAccount } from '../catalog/ports'
import { LOCKS } from '../postgres/advisory-lock'
import { removeTracks, removeUnheldOf, removeUnusedOf } from '../catalog/upkeep/track-removal'
import { lockVersions } from '../catalog/store/version.repository'

type Row = {
  user_id: string
  provider_account_id: string
  key_id: string
  access_token: Buffer | null
  refresh_token: Buffer | null
  access_expires_at: Date | null
}
export type NewConnection = {
  accountId: string
  displayName: string | null
  scopes: string[]
  tokens: SealedTokens
  /** Given the role the user has (null: a new user) and whether there are users already. */
  toRole: (now: { role: UserRole | null; first: boolean }) => UserRole
}
export type AccountRepository = ReturnType<typeof createAccountRepository>
export type AccountState = { connected: boolean; authorizedAt: Date; scopes: string[] }

/** Days after a disconnect until all that is kept of a user goes; the daily job makes it five at most. */
const KEEP_DAYS = 4

/** Users and the accounts of a provider that they connect. */
export function createAccountRepository(sql: Sql, provider: Provider) {
  return {
    /** The account of a user with its tokens; null where there are none. */
    async find(userId: string): Promise<StoredAccount | null> {
      const [row] = await sql<Row[]>`
        select user_id, provider_account_id, key_id, access_token, refresh_token, access_expires_at
        from accounts where user_id = ${userId} and provider = ${provider}`
      if (!row?.access_token || !row.refresh_token || !row.access_expires_at) return null
      return {
        userId: row.user_id,
        accountId: row.provider_account_id,
        keyId: row.key_id,
        access: row.access_token,
        refresh: row.refresh_token,
        accessExpiresAt: row.access_expires_at,
      }
    },

    /** Who signed in with a Spotify account; null where nobody did, or all of it was deleted. */
    async findUser(accountId: string): Promise<SessionUser | null> {
      const [row] = await sql<SessionUser[]>`
        select u.id, u.display_name as "displayName", u.role from accounts a join users u on u.id = a.user_id
        where a.provider = ${provider} and a.provider_account_id = ${accountId}`
      return row ?? null
    },

    /** When a user agreed and to what, and whether there are tokens; null without an account. */
    async findState(userId: string): Promise<AccountState | null> {
      const [row] = await sql<{ connected: boolean; authorized_at: Date; scopes: string[] }[]>`
        select refresh_token is not null as connected, authorized_at, scopes
        from accounts where user_id = ${userId} and provider = ${provider}`
      return row ? { connected: row.connected, authorizedAt: row.authorized_at, scopes: row.scopes } : null
    },

    /** The user of a Spotify account, made where there is none yet, with the tokens of a new sign-in. */
    async connect({ accountId, displayName, scopes, tokens, toRole }: NewConnection): Promise<string> {
      return sql.begin(async (tx) => {
        // One sign-in at a time: of two first users, one is the first.
        await tx`select pg_advisory_xact_lock(${LOCKS.signIn})`
        const [known] = await tx<{ id: string; role: UserRole }[]>`
          select u.id, u.role from accounts a join users u on u.id = a.user_id
          where a.provider = ${provider} and a.provider_account_id = ${accountId}`
        const [any] = await tx`select from users limit 1`
        const role = toRole({ role: known?.role ?? null, first: any === undefined })
        const [user] = known
          ? await tx<{ id: string }[]>`
              update users set display_name = ${displayName}, role = ${role}, delete_after = null
              where id = ${known.id} returning id`
          : await tx<{ id: string }[]>`
              insert into users (display_name, role) values (${displayName}, ${role}) returning id`
        if (!user) throw new Error('a user was neither made nor found')
        const { keyId, access, refresh, accessExpiresAt } = tokens
        await tx`
          insert into accounts (provider, provider_account_id, user_id, scopes, key_id, access_token, refresh_token,
            access_expires_at, authorized_at)
          values (${provider}, ${accountId}, ${user.id}, ${scopes}, ${keyId}, ${access}, ${refresh}, ${accessExpiresAt}, now())
          on conflict (provider, provider_account_id) do update set scopes = excluded.scopes, key_id = excluded.key_id,
            access_token = excluded.access_token, refresh_token = excluded.refresh_token,
            access_expires_at = excluded.access_expires_at, authorized_at = now()`
        return user.id
      })
    },

    /** Stores refreshed tokens in place of those they came from; false where those are not there any more. */
    async replaceTokens(userId: string, previous: Buffer, next: SealedTokens): Promise<boolean> {
      const { keyId, access, refresh, accessExpiresAt } = next
      const done = await sql`
        update accounts set key_id = ${keyId}, access_token = ${access}, refresh_token = ${refresh},
          access_expires_at = ${accessExpiresAt}
        where user_id = ${userId} and provider = ${provider} and refresh_token = ${previous}`
      return done.count === 1
    },

    /** Drops tokens that Spotify no longer takes; those of a newer sign-in stay. */
    async forgetTokens(userId: string, previous: Buffer): Promise<void> {
      await sql`
        update accounts set access_token = null, refresh_token = null, access_expires_at = null
        where user_id = ${userId} and provider = ${provider} and refresh_token = ${previous}`
    },

    /** Deletes a user's tokens at once, ends every session, and plans the end of all the rest. */
    async disconnect(userId: string): Promise<void> {
      await sql.begin(async (tx) => {
        await tx`
          update accounts set access_token = null, refresh_token = null, access_expires_at = null, scopes = '{}'
          where user_id = ${userId}`
        await tx`delete from sessions where listener_id in (select id from listeners where user_id = ${userId})`
        await tx`
          update users set delete_after = now() + make_interval(days => ${KEEP_DAYS}) where id = ${userId}`
      })
    },

    /**
     * Deletes the users whose time is over with everything of theirs: also the playlists that nobody else reads, and the
     * tracks that only these held. Gives how many users and tracks.
     */
    async deleteDue(): Promise<{ users: number; tracks: number }> {
      return sql.begin(async (tx) => {
        // Before a playlist is: whoever writes one has it first as well.
        await lockVersions(tx)
        await tx`
          delete from file_imports i using users u
          where u.delete_after <= now() and i.filename similar to ('(replace/)?user:' || u.id::text || '/%')`
        const users = await tx`delete from users where delete_after <= now()`
        const unread = tx`select id from playlists p where restricted
          and not exists (select from playlist_readers r where r.playlist_id = p.id)`
        const held = await tx<{ track_id: string }[]>`
          select distinct track_id from playlist_items where track_id is not null and playlist_id in (${unread})`
        await tx`delete from playlists where id in (${unread})`
        const ids = held.map((row) => row.track_id)
        const tracks = (await removeUnusedOf(tx, ids)) + (await removeUnheldOf(tx, ids))
        return { users: users.count, tracks }
      })
    },

    /**
     * Deletes the people of the sandbox with everything of theirs, and what it filled the catalog with: its albums have
     * pictures of its own. Gives how many users and tracks.
     */
    async removeSandbox(): Promise<{ users: number; tracks: number }> {
      return sql.begin(async (tx) => {
        await lockVersions(tx)
        const users = await tx`
          delete from users u where exists (select from accounts a where a.user_id = u.id and a.provider = 'sandbox')`
        const lists = await tx<{ public_id: string }[]>`
          delete from playlists where source = 'spotify' and image_url like '/sandbox/%' returning public_id`
        const names = lists.map((row) => row.public_id)
        await tx`delete from jobs where kind = 'ingest-playlist' and subject = any(${names}::text[])`
        await tx`delete from playlist_readings where public_id = any(${names}::text[])`
        const played = await tx<{ id: string }[]>`
          select t.id from tracks t join albums a on a.id = t.album_id where t.source = 'spotify' and a.image_url like '/sandbox/%'`
        const tracks = await removeTracks(
          tx,
          played.map(({ id }) => id),
        )
        return { users: users.count, tracks }
      })
    },

    /** What is kept of a user besides clicks and playlists. */
    async describe(userId: string) {
      const [row] = await sql<
        { spotify_id: string; created_at: Date; authorized_at: Date; scopes: string[] }[]
      >`
        select a.provider_account_id as spotify_id, u.created_at, a.authorized_at, a.scopes
        from users u join accounts a on a.user_id = u.id where u.id = ${userId}`
      if (!row) throw new Error('a signed-in user has no account')
      return {
        spotifyId: row.spotify_id,
        createdAt: row.created_at,
        authorizedAt: row.authorized_at,
        scopes: row.scopes,
      }
    },
  }
}
