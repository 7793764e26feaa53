import { createHash, randomBytes } from 'node:crypto'
import type { SessionUser } from './domain/account'
import { findRole, type AccountRights, type Provider } from './account-rights'

/** `user` null for a guest; `role` as it is stored, which the settings may say otherwise about. */
export type StoredSession = {
  listenerId: string
  createdAt: Date
  replaced: boolean
  seenAt: Date
  /** What is the same of a session whose id is renewed. */
  series: string
  /** When the user proved who they are; null for a guest. */
  signedInAt: Date | null
  user: (SessionUser & { account: { provider: Provider; id: string } | null }) | null
}
/** What a session id leads to; `renewed` is the id that takes its place where it is old enough. */
export type FoundSession = {
  listenerId: string
  user: SessionUser | null
  /** The session of `user`, and when it began; null for a guest. */
  signIn: SignIn | null
  renewed: string | null
}
export type SignIn = { session: string; at: Date }
type SessionStore = {
  /** A session that has not expired. */
  findSession: (idHash: Buffer) => Promise<StoredSession | null>
  /** A new guest with a session; gives the listener's id. */
  startSession: (idHash: Buffer, expiresAt: Date) => Promise<string>
  /** That a session was used just now. */
  touchSession: (idHash: Buffer) => Promise<void>
  /** Another id for a session. False where it has one already. */
  replaceSession: (
    idHash: Buffer,
    by: Buffer,
    times: { expiresAt: Date; graceUntil: Date },
  ) => Promise<boolean>
  /** A session of a user, in place of those with the hashes `old`; what their guest clicked becomes the user's. */
  startUserSession: (session: {
    idHash: Buffer
    expiresAt: Date
    userId: string
    browser: string
    old: Buffer[]
  }) => Promise<void>
  endSessions: (idHashes: Buffer[]) => Promise<void>
}
export type SessionRules = {
  /** Without a visit for so long, a session ends. */
  days: number
  /** So long after a sign-in its session ends, used or not. */
  maxDays: number
  /** A session id is replaced by another after so long: one that leaked is soon worth nothing. */
  rotateHours: number
}

const ID_BYTES = 32
const HOUR_MS = 3_600_000
/** Requests that were on their way with the old id when it was replaced. */
const GRACE_MS = 60_000
/** How exact it is when a session was last used. */
const SEEN_MS = 5 * 60_000

/** Sessions of browsers. Their ids are random and known to the browser alone: the store has hashes of them. */
export function createSessions(
  store: SessionStore,
  rights: AccountRights,
  { days, maxDays, rotateHours }: SessionRules,
  now = Date.now,
) {
  const expiry = () => new Date(now() + days * 24 * HOUR_MS)
  return {
    /** A session for a guest whom nobody knew before. */
    async start(): Promise<{ id: string; listenerId: string }> {
      const id = randomBytes(ID_BYTES).toString('base64url')
      return { id, listenerId: await store.startSession(hashOf(id), expiry()) }
    },

    /**
     * The listener of a session, and the id that takes the place of this one where it is old enough. null for a
     * session that never was or is over.
     */
    async find(id: string): Promise<FoundSession | null> {
      const session = await store.findSession(hashOf(id))
      if (!session) return null
      const { listenerId, createdAt, replaced, series, signedInAt } = session
      if (signedInAt && now() - signedInAt.getTime() >= maxDays * 24 * HOUR_MS) return null
      if (now() - session.seenAt.getTime() >= SEEN_MS) await store.touchSession(hashOf(id))
      const user = toUser(rights, session.user)
      const signIn = user && signedInAt && { session: series, at: signedInAt }
      if (replaced || now() - createdAt.getTime() < rotateHours * HOUR_MS) {
        return { listenerId, user, signIn, renewed: null }
      }
      const next = randomBytes(ID_BYTES).toString('base64url')
      const times = { expiresAt: expiry(), graceUntil: new Date(now() + GRACE_MS) }
      const done = await store.replaceSession(hashOf(id), hashOf(next), times)
      return { listenerId, user, signIn, renewed: done ? next : null }
    },

    /**
     * A session for a user who has just signed in. Always a new id, and the ids that the browser had before are over:
     * whoever planted or saw one of them gets nothing by it.
     */
    async signIn(userId: string, browser: string, old: string[]): Promise<string> {
      const id = randomBytes(ID_BYTES).toString('base64url')
      await store.startUserSession({
        idHash: hashOf(id),
        expiresAt: expiry(),
        userId,
        browser,
        old: old.map(hashOf),
      })
      return id
    },

    end: (ids: string[]): Promise<void> => store.endSessions(ids.map(hashOf)),
  }
}

/** The user of a session with the role of this moment; null for a guest, and for an account that is not let in any more. */
function toUser(rights: AccountRights, stored: StoredSession['user']): SessionUser | null {
  if (!stored?.account) return null
  const { id, displayName, account } = stored
  const role = findRole(rights, { ...account, role: stored.role })
  return role && { id, displayName, role }
}

function hashOf(id: string): Buffer {
  return createHash('sha256').update(id).digest()
}
