import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toOwnPath } from './own-path'

const origin = 'https://segue.example'
const piece = fc.constantFrom(
  '/',
  '\\',
  '//',
  '.',
  '..',
  '@',
  ':',
  '?',
  '#',
  '\t',
  '\n',
  '%2f',
  'evil.test',
  'http:',
  'https://evil.test',
  'javascript:',
  't',
  'a b',
  '%5c',
)

describe('the way back to a page', () => {
  it.each(['/', '/t/abc', '/t/abc?k=5&mode=discover', '/me?page=2', '/p/%C3%A9'])('keeps %s', (path) => {
    expect(toOwnPath(path, '/me')).toBe(path)
  })

  it.each([
    null,
    undefined,
    '',
    'me',
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/.//evil.test',
    '/x/..//evil.test',
    'javascript:alert(1)',
    ' /x',
    `/${'x'.repeat(3000)}`,
  ])('goes to the fallback for %j', (path) => {
    expect(toOwnPath(path, '/me')).toBe('/me')
  })

  it('never leads to another origin, whatever is asked for', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const path = toOwnPath(text, '/me')
        expect(path.startsWith('/')).toBe(true)
        expect(new URL(path, origin).origin).toBe(origin)
        expect(toOwnPath(path, '/elsewhere')).toBe(path)
      }),
      { numRuns: 5000 },
    )
  })
})
