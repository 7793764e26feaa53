import { describe, expect, it } from 'vitest'

import { isRegisteredRedirect } from './redirect-uri'

const registered = [
  'http://127.0.0.1/auth/callback',
  'http://[::1]/auth/callback',
  'https://segue.example/auth/callback',
  'http://127.0.0.1:9000/fixed',
]

describe('a redirect URI', () => {
  it.each([
    'http://127.0.0.1/auth/callback',
    'http://127.0.0.1:3000/auth/callback',
    'http://[::1]:65535/auth/callback',
    'https://segue.example/auth/callback',
    'http://127.0.0.1:9000/fixed',
  ])('%s is accepted', (uri) => {
    expect(isRegisteredRedirect(uri, registered)).toBe(true)
  })

  it.each([
    'http://localhost:3000/auth/callback',
    'https://localhost/auth/callback',
    'http://192.168.0.7:3000/auth/callback',
    'http://segue.example/auth/callback',
    'http://127.0.0.1:3000/auth/callback/',
    'http://127.0.0.1:3000/Auth/callback',
    'http://127.0.0.1:3000/auth/callback?next=/',
    'http://127.0.0.1.evil.example/auth/callback',
    'http://127.0.0.1:3000@evil.example/auth/callback',
    'https://segue.example:444/auth/callback',
    'http://127.0.0.1:9001/fixed',
    'javascript:alert(1)',
    '',
  ])('%s is refused', (uri) => {
    expect(isRegisteredRedirect(uri, registered)).toBe(false)
  })
})
