import { describe, expect, it } from 'vitest'
import { findRole, toStoredRole, type AccountRights, type KnownAccount } from './account-rights'

const rights: AccountRights = { provider: 'spotify', operators: [], firstIsOperator: true, allowed: null }
const account = (id: string, role: KnownAccount['role'] = 'user'): KnownAccount => ({
  provider: 'spotify',
  id,
  role,
})

describe('the role of an account', () => {
  it('is operator for the first user of an instance of one machine, and stays so', () => {
    expect(toStoredRole(rights, null, true)).toBe('operator')
    expect(toStoredRole(rights, null, false)).toBe('user')
    expect(toStoredRole(rights, 'operator', false)).toBe('operator')
    expect(findRole(rights, account('a', 'operator'))).toBe('operator')
  })

  it('is never operator for being first where others reach the instance', () => {
    const reached = { ...rights, firstIsOperator: false }
    expect(toStoredRole(reached, null, true)).toBe('user')
    expect(findRole(reached, account('a', 'operator'))).toBe('user')
  })

  it('is what the list of operators says where there is one, and leaves nothing when it does not any more', () => {
    const listed = { ...rights, operators: ['a', 'c'] }
    expect(findRole(listed, account('c'))).toBe('operator')
    expect(findRole(listed, account('b', 'operator'))).toBe('user')
    expect(toStoredRole(listed, null, true)).toBe('user')
    expect(findRole(rights, account('c', toStoredRole(listed, null, true)))).toBe('user')
  })

  it('is none where the account is not on the list of those who are let in, operators excepted', () => {
    const closed = { ...rights, allowed: ['b'] }
    expect(findRole(closed, account('b'))).toBe('user')
    expect(findRole(closed, account('c'))).toBeNull()
    expect(findRole({ ...closed, operators: ['c'] }, account('c'))).toBe('operator')
    expect(findRole(closed, account('a', 'operator'))).toBe('operator')
  })

  it('is none for a person of the sandbox once Spotify is connected, and the other way round', () => {
    const sandboxed = { ...rights, provider: 'sandbox' as const, operators: ['mirela'] }
    expect(
      findRole({ ...rights, operators: ['mirela'] }, { ...account('mirela'), provider: 'sandbox' }),
    ).toBeNull()
    expect(findRole(sandboxed, account('mirela'))).toBeNull()
    expect(findRole(sandboxed, { ...account('mirela'), provider: 'sandbox' })).toBe('operator')
  })
})
