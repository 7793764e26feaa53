import { describe, expect, it, vi } from 'vitest'
import { createSessions, type StoredSession } from './sessions'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const rights = { provider: 'spotify', operators: [], firstIsOperator: false, allowed: null } as const

/** Sessions at `now`, over a store that has one session: of a user where they signed in, else of a guest. */
function sessionsOver(changes: Partial<StoredSession>, now: number) {
  const signedIn = changes.signedInAt instanceof Date
  const account = { provider: 'spotify', id: 'a' } as const
  const stored: StoredSession = {
    listenerId: 'l',
    createdAt: new Date(now),
    replaced: false,
    seenAt: new Date(now),
    series: 's',
    signedInAt: null,
    user: signedIn ? { id: 'u', displayName: null, role: 'user', account } : null,
    ...changes,
  }
  const store = {
    findSession: () => Promise.resolve(stored),
    startSession: () => Promise.resolve('l'),
    touchSession: vi.fn(() => Promise.resolve()),
    replaceSession: vi.fn(() => Promise.resolve(true)),
    startUserSession: () => Promise.resolve(),
    endSessions: () => Promise.resolve(),
  }
  return {
    store,
    sessions: createSessions(store, rights, { days: 180, maxDays: 30, rotateHours: 24 }, () => now),
  }
}

describe('a session', () => {
  it('of a user ends so many days after the sign-in, however often it was renewed and used', async () => {
    const at = new Date(0)
    expect(await sessionsOver({ signedInAt: at }, 30 * DAY - 1).sessions.find('x')).toMatchObject({
      user: { id: 'u' },
      signIn: { session: 's', at },
    })
    expect(await sessionsOver({ signedInAt: at }, 30 * DAY).sessions.find('x')).toBeNull()
  })

  it('of a guest lasts while they come back', async () => {
    const found = await sessionsOver({}, 170 * DAY).sessions.find('x')
    expect(found).toEqual({ listenerId: 'l', user: null, signIn: null, renewed: null })
  })

  it('is marked as used, at most every five minutes', async () => {
    const now = DAY
    for (const [ago, times] of [
      [4 * 60_000, 0],
      [6 * 60_000, 1],
    ] as const) {
      const { store, sessions } = sessionsOver({ seenAt: new Date(now - ago) }, now)
      await sessions.find('x')
      expect(store.touchSession).toHaveBeenCalledTimes(times)
    }
  })

  it('gets another id once its own is a day old', async () => {
    const { store, sessions } = sessionsOver({ createdAt: new Date(0), signedInAt: new Date(0) }, DAY)
    expect((await sessions.find('x'))?.renewed).toMatch(/^[\w-]{43}$/)
    expect(store.replaceSession).toHaveBeenCalledTimes(1)
  })
})
