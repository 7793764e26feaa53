import { describe, expect, it } from 'vitest'
import { findRedirectFault, toPublicOrigin } from './redirect-uri'

describe('a redirect URI', () => {
  it.each([
    'https://segue.example.org/auth/callback',
    'http://127.0.0.1:3000/auth/callback',
    'http://[::1]:80/auth/callback',
  ])('may be %s', (uri) => {
    expect(findRedirectFault(uri)).toBeNull()
  })

  it.each([
    ['http://localhost:3000/auth/callback', 'localhost', 'http://127.0.0.1:3000/auth/callback'],
    ['https://localhost/auth/callback', 'localhost', 'http://127.0.0.1'],
    ['http://192.168.0.7:3000/auth/callback', 'https', 'PUBLIC_URL'],
    ['http://segue.example.org/auth/callback', 'https', 'PUBLIC_URL'],
    ['http://127.0.0.1.evil.test/auth/callback', 'https', 'PUBLIC_URL'],
  ])('may not be %s, and the reason is said', (uri, reason, hint) => {
    const fault = findRedirectFault(uri)
    expect(fault?.reason).toContain(reason)
    expect(fault?.hint).toContain(hint)
  })
})

describe('the origin to come back to', () => {
  it('is what the operator named', () => {
    expect(toPublicOrigin('https://segue.example.org/', 'http://10.0.0.1:3000/me')).toBe(
      'https://segue.example.org',
    )
  })

  it('is the address of this machine that Spotify takes', () => {
    expect(toPublicOrigin(undefined, 'http://localhost:3000/me')).toBe('http://127.0.0.1:3000')
    expect(toPublicOrigin(undefined, 'http://127.0.0.1:4000/me')).toBe('http://127.0.0.1:4000')
  })
})
