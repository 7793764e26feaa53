import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDomainError } from './errors'
import { isSpotifyId, parseSpotifyRef } from './spotify-ref'

const ID = '11dFghVXANMlKmJXsNCbNl'
const spotifyId = fc.string({
  unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
  minLength: 22,
  maxLength: 22,
})
const codeOf = (text: string) => {
  try {
    parseSpotifyRef(text)
    return 'parsed'
  } catch (error) {
    return isDomainError(error) ? error.code : error
  }
}

describe('parseSpotifyRef', () => {
  it.each([
    `https://open.spotify.com/track/${ID}`,
    `https://open.spotify.com/track/${ID}?si=abc&utm_source=x#t`,
    `http://open.spotify.com/track/${ID}/`,
    `open.spotify.com/track/${ID}`,
    `HTTPS://OPEN.SPOTIFY.COM/track/${ID}`,
    `https://open.spotify.com/intl-de/track/${ID}`,
    `https://open.spotify.com/intl-pt-br/track/${ID}`,
    `https://open.spotify.com/embed/track/${ID}`,
    `https://play.spotify.com/track/${ID}`,
    `spotify:track:${ID}`,
    `SPOTIFY:track:${ID}`,
    `  <https://open.spotify.com/track/${ID}>\n`,
    `https://open.spotify.com/album/6JWc4iAiJ9FjyK0B59ABb4?highlight=spotify:track:${ID}`,
  ])('reads a track from %s', (text) => {
    expect(parseSpotifyRef(text)).toEqual({ kind: 'track', id: ID })
  })

  it.each([
    `https://open.spotify.com/playlist/${ID}`,
    `https://open.spotify.com/user/some.one/playlist/${ID}?si=1`,
    `https://open.spotify.com/embed/playlist/${ID}`,
    `https://open.spotify.com/intl-fr/playlist/${ID}`,
    `https://open.spotify.com/embed/user/someone/playlist/${ID}`,
    `spotify:playlist:${ID}`,
    `spotify:user:some%20one:playlist:${ID}`,
    `https://embed.spotify.com/?uri=spotify:playlist:${ID}`,
  ])('reads a playlist from %s', (text) => {
    expect(parseSpotifyRef(text)).toEqual({ kind: 'playlist', id: ID })
  })

  it('reads Liked Songs and short links', () => {
    expect(parseSpotifyRef('https://open.spotify.com/collection/tracks')).toEqual({ kind: 'liked' })
    expect(parseSpotifyRef('https://spotify.link/AbC123?x=1')).toEqual({
      kind: 'short-link',
      url: 'https://spotify.link/AbC123',
    })
  })

  it.each([
    ['', 'LINK_MISSING'],
    ['   ', 'LINK_MISSING'],
    ['hello', 'LINK_NOT_RECOGNISED'],
    ['hello world', 'LINK_NOT_RECOGNISED'],
    [ID, 'LINK_AMBIGUOUS'],
    [`https://open.spotify.com/track/${ID}x`, 'LINK_NOT_RECOGNISED'],
    [`https://open.spotify.com/track/${ID.slice(1)}`, 'LINK_NOT_RECOGNISED'],
    [`https://open.spotify.com.evil.example/track/${ID}`, 'LINK_NOT_RECOGNISED'],
    [`https://user:pw@open.spotify.com/track/${ID}`, 'LINK_NOT_RECOGNISED'],
    [`ftp://open.spotify.com/track/${ID}`, 'LINK_NOT_RECOGNISED'],
    [`javascript:alert(1)//open.spotify.com/track/${ID}`, 'LINK_NOT_RECOGNISED'],
    ['https://open.spotify.com/', 'LINK_NOT_RECOGNISED'],
    [`https://open.spotify.com/album/${ID}`, 'LINK_UNSUPPORTED'],
    [`https://open.spotify.com/intl-de/album/${ID}`, 'LINK_UNSUPPORTED'],
    [`https://open.spotify.com/episode/${ID}`, 'LINK_UNSUPPORTED'],
    [`https://open.spotify.com/artist/${ID}`, 'LINK_UNSUPPORTED'],
    [`spotify:show:${ID}`, 'LINK_UNSUPPORTED'],
    ['spotify:local:Artist:Album:Title:210', 'LINK_UNSUPPORTED'],
    ['x'.repeat(5000), 'LINK_NOT_RECOGNISED'],
  ])('refuses %j with %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('names what an unsupported link is', () => {
    expect(() => parseSpotifyRef(`https://open.spotify.com/episode/${ID}`)).toThrow(/podcast episode/)
  })

  it('finds any id in any form', () => {
    const form = fc.constantFrom(
      (kind: string, id: string) => `https://open.spotify.com/${kind}/${id}`,
      (kind: string, id: string) => `open.spotify.com/intl-es/${kind}/${id}?si=0123`,
      (kind: string, id: string) => `spotify:${kind}:${id}`,
      (kind: string, id: string) => `https://open.spotify.com/embed/${kind}/${id}#x`,
    )
    fc.assert(
      fc.property(spotifyId, fc.constantFrom('track', 'playlist'), form, (id, kind, write) => {
        expect(parseSpotifyRef(write(kind, id))).toEqual({ kind, id })
      }),
    )
  })

  it('answers any text with a ref or a sentence, never with another error', () => {
    const nearly = fc
      .tuple(
        fc.constantFrom('spotify:', 'https://open.spotify.com/', 'open.spotify.com/track/', ''),
        fc.string(),
      )
      .map(([start, rest]) => start + rest)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), nearly), (text) => {
        expect([
          'parsed',
          'LINK_MISSING',
          'LINK_NOT_RECOGNISED',
          'LINK_AMBIGUOUS',
          'LINK_UNSUPPORTED',
        ]).toContain(codeOf(text))
      }),
      { numRuns: 500 },
    )
  })
})

describe('isSpotifyId', () => {
  it('takes 22 base-62 characters and nothing else', () => {
    fc.assert(
      fc.property(spotifyId, (id) => isSpotifyId(id) && !isSpotifyId(`${id}0`) && !isSpotifyId(id.slice(1))),
    )
    expect(isSpotifyId(`${ID.slice(1)}-`)).toBe(false)
  })
})
