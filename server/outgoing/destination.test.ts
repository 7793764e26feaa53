import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkUrl, toDestination } from './destination'
import { OutgoingFault } from './outgoing-fault'

const deezer = toDestination('https://api.deezer.com', ['*.dzcdn.net'])
const lookAlike = toDestination('http://127.0.0.1:4010/deezer', ['*.dzcdn.net'])

describe('checkUrl', () => {
  it.each([
    'https://api.deezer.com/track/isrc:X',
    'https://cdnt-preview.dzcdn.net/api/1/1/a.mp3?hdnea=exp=1~hmac=2',
    'https://CDNS-PREVIEW-3.dzcdn.net/a.mp3',
  ])('lets %s out', (url) => {
    expect(checkUrl(url, deezer).protocol).toBe('https:')
  })

  it.each([
    'http://api.deezer.com/track/1',
    'https://api.deezer.com:8443/track/1',
    'https://api.deezer.com.evil.example/',
    'https://dzcdn.net.evil.example/a.mp3',
    'https://evildzcdn.net/a.mp3',
    'https://dzcdn.net/a.mp3',
    'https://.dzcdn.net/a.mp3',
    'https://user@api.deezer.com/',
    'https://api.deezer.com@evil.example/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'http://127.0.0.1:4010/deezer',
    'file:///etc/passwd',
    'ftp://api.deezer.com/',
    '//api.deezer.com/',
    '',
  ])('refuses %s', (url) => {
    expect(() => checkUrl(url, deezer)).toThrow(OutgoingFault)
  })

  it('lets only the origin of a look-alike out, whatever its answers lead to', () => {
    expect(checkUrl('http://127.0.0.1:4010/anything', lookAlike).port).toBe('4010')
    for (const url of [
      'http://127.0.0.1:4011/',
      'http://127.0.0.2:4010/',
      'http://localhost:4010/',
      'https://127.0.0.1:4010/',
      'https://cdnt-preview.dzcdn.net/a.mp3',
    ]) {
      expect(() => checkUrl(url, lookAlike)).toThrow(OutgoingFault)
    }
  })

  it('gives a listed https host, or refuses with a fault of its own, whatever the text', () => {
    const texts = fc.oneof(fc.string(), fc.webUrl(), fc.webUrl({ validSchemes: ['http', 'https', 'ftp'] }))
    const spliced = fc
      .tuple(texts, fc.constantFrom('api.deezer.com', '.dzcdn.net', '@', '#', '\\', '%2e'), texts)
      .map((parts) => `https://${parts.join('')}`)
    fc.assert(
      fc.property(fc.oneof(texts, spliced), (text) => {
        try {
          const { protocol, hostname, port, username } = checkUrl(text, deezer)
          const isListed = hostname === 'api.deezer.com' || /^.+\.dzcdn\.net$/.test(hostname)
          return protocol === 'https:' && isListed && port === '' && username === ''
        } catch (error) {
          return error instanceof OutgoingFault && error.kind === 'refused'
        }
      }),
      { numRuns: 2000 },
    )
  })
})
