import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfterSeconds, toAccountsError, toSpotifyError } from './errors'

const body = (message?: string, status = 403) =>
  JSON.stringify({ error: { status, ...(message ? { message } : {}) } })

describe('an unhappy answer of Spotify', () => {
  it.each([
    [
      body('User not registered in the Developer Dashboard'),
      'SPOTIFY_USER_NOT_ALLOWED',
      'allow-list',
      'User Management',
    ],
    [
      'User not registered in the Developer Dashboard',
      'SPOTIFY_USER_NOT_ALLOWED',
      'allow-list',
      'User Management',
    ],
    [
      body('Active premium subscription required for the owner of the app'),
      'SPOTIFY_PREMIUM_REQUIRED',
      'Premium',
      'Renew Premium',
    ],
    [body('Insufficient client scope'), 'SPOTIFY_SCOPE_MISSING', 'does not cover', 'Sign in'],
    [body('Forbidden'), 'SPOTIFY_FORBIDDEN', 'does not allow this client id', '/doctor'],
    [body(), 'SPOTIFY_FORBIDDEN', 'does not allow this client id', '/doctor'],
    ['', 'SPOTIFY_FORBIDDEN', 'does not allow this client id', '/doctor'],
    [
      '<html><body>403 Forbidden</body></html>',
      'SPOTIFY_FORBIDDEN',
      'does not allow this client id',
      '/doctor',
    ],
  ])('of status 403 with the body %j is %s', (text, code, sentence, hint) => {
    const error = toSpotifyError(403, text, null)
    expect(error.code).toBe(code)
    expect(error.message).toContain(sentence)
    expect(error.hint).toContain(hint)
  })

  it.each([
    [401, 'SPOTIFY_UNAUTHORIZED'],
    [400, 'SPOTIFY_BAD_ANSWER'],
    [404, 'SPOTIFY_BAD_ANSWER'],
    [418, 'SPOTIFY_BAD_ANSWER'],
    [500, 'SPOTIFY_UNREACHABLE'],
    [599, 'SPOTIFY_UNREACHABLE'],
  ])('of status %i is %s', (status, code) => {
    expect(toSpotifyError(status, body('why', status), null).code).toBe(code)
  })

  it('names Spotify’s own reason where that helps', () => {
    expect(toSpotifyError(400, body('Invalid limit', 400), null).message).toContain('Invalid limit')
    const accounts = '{"error":"invalid_grant","error_description":"Refresh token revoked"}'
    expect(toSpotifyError(400, accounts, null).message).toContain('Refresh token revoked')
  })

  it.each([
    ['{"error":"invalid_grant","error_description":"Refresh token revoked"}', 400, 'SIGN_IN_AGAIN'],
    ['{"error":"invalid_client"}', 400, 'SPOTIFY_APP_REFUSED'],
    ['INVALID_CLIENT: Invalid redirect URI', 400, 'SPOTIFY_APP_REFUSED'],
    ['{"error":"invalid_request"}', 400, 'SPOTIFY_BAD_ANSWER'],
    ['<html>', 502, 'SPOTIFY_UNREACHABLE'],
    ['', 429, 'SPOTIFY_UNREACHABLE'],
  ])('of the sign-in service with the body %j and status %i is %s', (text, status, code) => {
    expect(toAccountsError(status, text).code).toBe(code)
  })

  it('of a used-up quota keeps how long that lasts, where Spotify says so', () => {
    const quota = JSON.stringify({ error: { status: 429, message: 'x', reason: 'QUOTA_EXCEEDED' } })
    expect(toSpotifyError(429, quota, '86207')).toMatchObject({
      code: 'SPOTIFY_QUOTA_EXCEEDED',
      retryAfterSeconds: 86_207,
    })
    expect(toSpotifyError(429, quota, null).retryAfterSeconds).toBeUndefined()
  })

  it('is a DomainError whatever the body holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        const error = toSpotifyError(status, text, null)
        expect(error.code).toMatch(/^SPOTIFY_/)
        expect(error.message.length).toBeLessThan(400)
      }),
    )
  })
})

describe('Retry-After', () => {
  it.each([
    ['5', 5],
    ['0', 0],
    ['1.5', 1.5],
    [null, 1],
    ['soon', 1],
    ['-3', 1],
    ['Infinity', 1],
  ])('%j asks for %d s', (header, seconds) => {
    expect(retryAfterSeconds(header)).toBe(seconds)
  })
})
