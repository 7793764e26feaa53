import { describe, expect, it, vi } from 'vitest'
import { createRefreshToken } from './refresh-token'

const NOW = Date.UTC(2026, 10, 22)
const answer = (body: unknown, status = 200) =>
  Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }))

function setUp(fetch: typeof globalThis.fetch) {
  return createRefreshToken({
    accountsUrl: 'https://accounts.test',
    clientId: 'client',
    fetch,
    timeoutMs: 1000,
    now: () => NOW,
  })
}

describe('refreshing a user’s tokens', () => {
  it('sends the client id and no secret, as a public client', async () => {
    const fetch = vi.fn((_url: unknown, _init?: RequestInit) =>
      answer({ access_token: 'a1', refresh_token: 'r1', expires_in: 3600 }),
    )
    expect(await setUp(fetch as typeof globalThis.fetch)('r0')).toEqual({
      accessToken: 'a1',
      refreshToken: 'r1',
      expiresAt: new Date(NOW + 3_600_000),
    })
    const [url, init] = fetch.mock.calls[0] ?? []
    expect(url).toBe('https://accounts.test/api/token')
    expect(new Headers(init?.headers).has('authorization')).toBe(false)
    expect(String(init?.body as URLSearchParams)).toBe(
      'grant_type=refresh_token&refresh_token=r0&client_id=client',
    )
  })

  it('says where no new refresh token came', async () => {
    const refresh = setUp(() => answer({ access_token: 'a1', expires_in: 3600 }))
    expect(await refresh('r0')).toMatchObject({ refreshToken: null })
  })

  it.each([
    [400, { error: 'invalid_grant', error_description: 'Refresh token revoked' }, 'SIGN_IN_AGAIN'],
    [400, { error: 'invalid_client' }, 'SPOTIFY_UNAUTHORIZED'],
    [400, { error: 'invalid_request' }, 'SPOTIFY_UNREACHABLE'],
    [401, {}, 'SPOTIFY_UNREACHABLE'],
    [429, '', 'SPOTIFY_UNREACHABLE'],
    [503, '<html>invalid_grant</html>', 'SPOTIFY_UNREACHABLE'],
    [200, { token: 'strange' }, 'SPOTIFY_UNREACHABLE'],
    [200, '{"access_token": "a', 'SPOTIFY_UNREACHABLE'],
  ])('with status %i and %j is refused as %s', async (status, body, code) => {
    await expect(setUp(() => answer(body, status))('r0')).rejects.toMatchObject({ code })
  })

  it('is refused as unreachable where nobody answers', async () => {
    await expect(setUp(() => Promise.reject(new TypeError('fetch failed')))('r0')).rejects.toMatchObject({
      code: 'SPOTIFY_UNREACHABLE',
    })
  })
})
