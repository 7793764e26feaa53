import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfterSeconds, toSpotifyError } from './errors'

const body = (message?: string, status = 403) =>
  JSON.stringify({ error: { status, ...(message ? { message } : {}) } })

describe('an unhappy answer of Spotify', () => {
  it.each([
    [body('User not registered in the Developer Dashboard'), 'allow-list', 'User Management'],
    ['User not registered in the Developer Dashboard', 'allow-list', 'User Management'],
    [body('Active premium subscription required for the owner of the app'), 'Premium', 'Renew Premium'],
    [body('Insufficient client scope'), 'does not allow this client id', 'may not ask'],
    [body('Forbidden'), 'does not allow this client id', 'may not ask'],
    [body(), 'does not allow this client id', 'may not ask'],
    ['', 'does not allow this client id', 'may not ask'],
    ['<html><body>403 Forbidden</body></html>', 'does not allow this client id', 'may not ask'],
  ])('of status 403 with the body %j says: %s', (text, sentence, hint) => {
    const error = toSpotifyError(403, text, null)
    expect(error.code).toBe('SPOTIFY_FORBIDDEN')
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
