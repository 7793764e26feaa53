import { describe, expect, it } from 'vitest'
import { DomainError } from '../domain/errors'
import { openToken } from './account-tokens'
import type { GrantedTokens, Locks } from '../catalog/ports'
import { createFakeAccounts, openSealer } from './testing/accounts'
import { createUserTokens } from './user-tokens'

const NOW = Date.UTC(2026, 10, 22)
const HOUR = 3_600_000

/** One at a time; whoever comes meanwhile is refused. */
function createLocks(): Locks {
  const held = new Set<string>()
  return {
    async using(name, work) {
      if (held.has(name)) throw new DomainError('LOCKED', 'Somebody else is working on it right now.')
      held.add(name)
      try {
        return await work({ signal: new AbortController().signal, fence: { name, token: 1 } })
      } finally {
        held.delete(name)
      }
    },
  }
}

function setUp({ expiresIn = -1, rotates = true } = {}) {
  const { accounts, state, toStored } = createFakeAccounts(NOW + expiresIn)
  const used: string[] = []
  const refreshToken = async (token: string): Promise<GrantedTokens> => {
    used.push(token)
    const n = String(used.length)
    await new Promise((resolve) => setImmediate(resolve))
    return { accessToken: `a${n}`, refreshToken: rotates ? `r${n}` : null, expiresAt: new Date(NOW + HOUR) }
  }
  const deps = { accounts, sealer: openSealer, refreshToken, locks: createLocks(), now: () => NOW }
  const readStored = (which: 'access' | 'refresh') =>
    state.stored && openToken(openSealer, state.stored, which)
  return { deps, tokens: createUserTokens(deps), state, used, toStored, readStored }
}

describe('an access token of a user', () => {
  it('is the stored one while it is good', async () => {
    const { tokens, used } = setUp({ expiresIn: HOUR })
    expect(await tokens.getAccessToken('u')).toBe('a0')
    expect(used).toEqual([])
  })

  it('is refreshed a minute before its end', async () => {
    expect(await setUp({ expiresIn: 61_000 }).tokens.getAccessToken('u')).toBe('a0')
    expect(await setUp({ expiresIn: 60_000 }).tokens.getAccessToken('u')).toBe('a1')
  })

  it('is refreshed once for fifty requests at the same time', async () => {
    const { tokens, used } = setUp()
    const got = await Promise.all(Array.from({ length: 50 }, () => tokens.getAccessToken('u')))
    expect(new Set(got)).toEqual(new Set(['a1']))
    expect(used).toEqual(['r0'])
  })

  it('is refreshed once by several processes at the same time', async () => {
    const { deps, used } = setUp()
    const processes = [1, 2, 3].map(() => createUserTokens(deps))
    const got = await Promise.all(
      processes.flatMap((one) => [one.getAccessToken('u'), one.getAccessToken('u')]),
    )
    expect(new Set(got)).toEqual(new Set(['a1']))
    expect(used).toEqual(['r0'])
  })

  it('is replaced once where Spotify refuses it, however many requests were refused', async () => {
    const { tokens, used } = setUp({ expiresIn: HOUR })
    const got = await Promise.all(Array.from({ length: 20 }, () => tokens.replaceAccessToken('u', 'a0')))
    expect(new Set(got)).toEqual(new Set(['a1']))
    expect(await tokens.replaceAccessToken('u', 'a0')).toBe('a1')
    expect(used).toEqual(['r0'])
  })

  it('is stored, with the new refresh token, before anybody has it', async () => {
    const { tokens, used, readStored } = setUp()
    await tokens.getAccessToken('u').then((token) => {
      expect(readStored('access')).toBe(token)
      expect(readStored('refresh')).toBe('r1')
    })
    await tokens.replaceAccessToken('u', 'a1')
    expect(used).toEqual(['r0', 'r1'])
  })

  it('keeps the old refresh token only where no new one came', async () => {
    const { tokens, readStored } = setUp({ rotates: false })
    await tokens.getAccessToken('u')
    expect(readStored('refresh')).toBe('r0')
  })

  it('is not to be had where Spotify has ended the sign-in, and the tokens are forgotten', async () => {
    const { deps, state } = setUp()
    const ended = () => Promise.reject(new DomainError('SIGN_IN_AGAIN', 'Spotify has ended your sign-in.'))
    const tokens = createUserTokens({ ...deps, refreshToken: ended })
    await expect(tokens.getAccessToken('u')).rejects.toMatchObject({ code: 'SIGN_IN_AGAIN' })
    expect(state.stored).toBeNull()
    await expect(tokens.getAccessToken('u')).rejects.toMatchObject({ code: 'SIGN_IN_AGAIN', status: 401 })
  })

  it('leaves the tokens where the refresh fails for a fault that passes', async () => {
    const { deps, state } = setUp()
    let calls = 0
    const refreshToken = (token: string) =>
      calls++ === 0
        ? Promise.reject(new DomainError('SPOTIFY_UNREACHABLE', 'away'))
        : deps.refreshToken(token)
    const tokens = createUserTokens({ ...deps, refreshToken })
    await expect(tokens.getAccessToken('u')).rejects.toMatchObject({ code: 'SPOTIFY_UNREACHABLE' })
    expect(state.stored).not.toBeNull()
    expect(await tokens.getAccessToken('u')).toBe('a1')
  })

  it('never overwrites the tokens of a sign-in that happened meanwhile', async () => {
    const { deps, state, toStored, readStored } = setUp()
    const refreshToken = (token: string) => {
      if (token === 'r0') state.stored = toStored('fresh', 'newer', NOW + HOUR)
      return deps.refreshToken(token)
    }
    expect(await createUserTokens({ ...deps, refreshToken }).getAccessToken('u')).toBe('fresh')
    expect(readStored('refresh')).toBe('newer')
  })

  it('is nothing to wait for when the request is gone, and the others get it', async () => {
    const { tokens } = setUp()
    const gone = new AbortController()
    const first = tokens.getAccessToken('u', gone.signal)
    const second = tokens.getAccessToken('u')
    gone.abort(new DomainError('CANCELLED', 'The client has gone.'))
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await second).toBe('a1')
  })

  it('is not opened with another account’s seal', async () => {
    const { deps, state, toStored } = setUp()
    state.stored = { ...toStored('a', 'r', NOW - 1), accountId: 'tariq' }
    await expect(createUserTokens(deps).getAccessToken('u')).rejects.toMatchObject({ code: 'SIGN_IN_AGAIN' })
  })
})
