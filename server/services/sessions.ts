import { createHash, randomBytes } from 'node:crypto'

export type StoredSession = { listenerId: string; createdAt: Date; replaced: boolean }
type SessionStore = {
  /** A session that has not expired. */
  findSession: (idHash: Buffer) => Promise<StoredSession | null>
  /** A new guest with a session; gives the listener's id. */
  startSession: (idHash: Buffer, expiresAt: Date) => Promise<string>
  /** Another id for a session. False where it has one already. */
  replaceSession: (
    idHash: Buffer,
    by: Buffer,
    times: { expiresAt: Date; graceUntil: Date },
  ) => Promise<boolean>
}
export type SessionRules = {
  /** Without a visit for so long, a session ends. */
  days: number
  /** A session id is replaced by another after so long: one that leaked is soon worth nothing. */
  rotateHours: number
}

const ID_BYTES = 32
const HOUR_MS = 3_600_000
/** Requests that were on their way with the old id when it was replaced. */
const GRACE_MS = 60_000

/** Sessions of browsers. Their ids are random and known to the browser alone: the store has hashes of them. */
export function createSessions(store: SessionStore, { days, rotateHours }: SessionRules, now = Date.now) {
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
    async find(id: string): Promise<{ listenerId: string; renewed: string | null } | null> {
      const session = await store.findSession(hashOf(id))
      if (!session) return null
      const { listenerId, createdAt, replaced } = session
      if (replaced || now() - createdAt.getTime() < rotateHours * HOUR_MS) {
        return { listenerId, renewed: null }
      }
      const next = randomBytes(ID_BYTES).toString('base64url')
      const times = { expiresAt: expiry(), graceUntil: new Date(now() + GRACE_MS) }
      const done = await store.replaceSession(hashOf(id), hashOf(next), times)
      return { listenerId, renewed: done ? next : null }
    },
  }
}

function hashOf(id: string): Buffer {
  return createHash('sha256').update(id).digest()
}
