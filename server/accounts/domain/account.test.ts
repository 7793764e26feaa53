import { describe, expect, it } from 'vitest'
import { daysToNewSignIn, toAccountView } from './account'

const user = { id: 'u', displayName: 'Mirela', role: 'user' } as const
const at = (text: string) => new Date(`${text}T12:00:00Z`)
const view = (now: string, connected = true) =>
  toAccountView(user, { connected, authorizedAt: at('2026-01-10') }, at(now))

describe('the end of a sign-in', () => {
  it('comes six months after the consent', () => {
    expect(daysToNewSignIn(at('2026-01-10'), at('2026-01-10'))).toBe(181)
    expect(daysToNewSignIn(at('2026-01-10'), at('2026-07-10'))).toBe(0)
    expect(daysToNewSignIn(at('2026-01-10'), at('2026-07-11'))).toBe(-1)
  })

  it('is told when it is near, with the days that are left', () => {
    expect(view('2026-06-21')).toMatchObject({ connected: true, endsSoon: false, daysLeft: 19 })
    expect(view('2026-06-22')).toMatchObject({ connected: true, endsSoon: true, daysLeft: 18 })
    expect(view('2026-07-10')).toMatchObject({ connected: true, endsSoon: true, daysLeft: 0 })
  })

  it('leaves a user who is signed in and not connected', () => {
    expect(view('2026-07-12')).toMatchObject({ connected: false, endsSoon: false, daysLeft: null })
    expect(view('2026-02-01', false)).toMatchObject({ connected: false, daysLeft: null })
    expect(toAccountView({ ...user, displayName: null }, null, at('2026-02-01'))).toMatchObject({
      connected: false,
      displayName: 'Somebody without a name',
    })
  })
})
