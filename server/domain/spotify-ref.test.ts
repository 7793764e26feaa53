import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDomainError } from './errors'
import { isSpotifyId, parseSpotifyRef } from './spotify-ref'

const ID = '11dFghVXANMlKmJXsNCbNl'
const OTHER = '6JWc4iAiJ9FjyK0B59ABb4'
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
    `SPOTIFY:TRACK:${ID}`,
    `HTTPS://OPEN.SPOTIFY.COM/TRACK/${ID}`,
    `spotify://track/${ID}`,
    `spotify:/track/${ID}`,
    `spotify--a1b2://track/${ID}`,
    `spotify:track:${ID}?si=abc`,
    `spotify:track:${ID}&si=abc`,
    `Spotify:https://open.spotify.com/track/${ID}`,
    `https://open.spotify.com/track/${ID}&si=abc`,
    `https://open.spotify.com/track/${ID})`,
    `https://open.spotify.com/track/${ID}。`,
    `https://open.spotify.com/track/${ID}?si=abc&amp;utm_source=copy-link`,
    `https://open.spotify.com:443/track/${ID}`,
    `https://open.spotify.com./track/${ID}`,
    `https://open.spotify.com//track//${ID}//`,
    `https://open.spotify.com/intl-es-419/track/${ID}`,
    `https://open.spotify.com/intl-zh-Hant-TW/track/${ID}`,
    `https://open.spotify.com/intl-de/embed/track/${ID}`,
    `https://open.spotify.com/embed?uri=spotify:track:${ID}`,
    `https://open.spotify.com/oembed?url=https%3A%2F%2Fopen.spotify.com%2Ftrack%2F${ID}`,
    `https://api.spotify.com/v1/tracks/${ID}`,
    `spotify.com/track/${ID}`,
    `https%3A%2F%2Fopen.spotify.com%2Ftrack%2F${ID}%3Fsi%3Dx`,
    `https%253A%252F%252Fopen.spotify.com%252Ftrack%252F${ID}`,
    `spotify%3Atrack%3A${ID}`,
    `https://open.spotify.com/track%2F${ID}`,
    `https:\\/\\/open.spotify.com\\/track\\/${ID}`,
    `  <https://open.spotify.com/track/${ID}>\n`,
    `[Paper Boats](https://open.spotify.com/track/${ID})`,
    `[https://open.spotify.com/track/${ID}](https://open.spotify.com/track/${ID}?si=1)`,
    `**https://open.spotify.com/track/${ID}**`,
    `_https://open.spotify.com/track/${ID}_`,
    `<a href="https://open.spotify.com/track/${ID}">Paper Boats</a>`,
    `&lt;https://open.spotify.com/track/${ID}&gt;`,
    `«https://open.spotify.com/track/${ID}»`,
    `Listen to Paper Boats on Spotify: https://open.spotify.com/track/${ID} via @spotify`,
    `Listen to Paper Boats by Kestrel Bay on #Spotify\r\n\r\nhttps://open.spotify.com/track/${ID}?si=x.`,
    `Hör dir das an:https://open.spotify.com/track/${ID}`,
    `听https://open.spotify.com/track/${ID}这首歌`,
    `https://example.org says: open.spotify.com/track/${ID}, and https://open.spotify.com/album/${ID}`,
    `https://open.spotify.com/track/${ID}https://open.spotify.com/track/${ID}`,
    `\u200ehttps://open.spo\u00adtify.com/track/\u200b${ID}\u202c\ufeff`,
    `\u00a0\u2066https://open.spotify.com/track/${ID}\u2069\u00a0`,
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
    `spotify://user/someone/playlist/${ID}`,
    `https://open.spotify.com/user/j%C3%BCrgen/playlist/${ID}`,
    `https://open.spotify.com/playlist/${ID}?pt=0123&si=4&pi=a-b`,
    `Check out this playlist (open.spotify.com/playlist/${ID})!`,
    `spotify:user:some%20one:playlist:${ID}`,
    `https://embed.spotify.com/?uri=spotify:playlist:${ID}`,
  ])('reads a playlist from %s', (text) => {
    expect(parseSpotifyRef(text)).toEqual({ kind: 'playlist', id: ID })
  })

  it('reads Liked Songs', () => {
    expect(parseSpotifyRef('https://open.spotify.com/collection/tracks')).toEqual({ kind: 'liked' })
  })

  it.each([
    'https://spotify.link/AbC123?x=1',
    'spotify.link/AbC123',
    'Check out this song… https://spotify.link/AbC123.',
    '[Song](https://spotify.link/AbC123)',
    'https://spotify.link/AbC123を聴く',
    'HTTP://SPOTIFY.LINK/AbC123\u200e',
  ])('reads a short link from %s', (text) => {
    expect(parseSpotifyRef(text)).toEqual({ kind: 'short-link', url: 'https://spotify.link/AbC123' })
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
    [`//open.spotify.com/track/${ID}`, 'LINK_NOT_RECOGNISED'],
    [`https://example.org/?u=https://open.spotify.com/track/${ID}`, 'LINK_NOT_RECOGNISED'],
    [`spotify:track:${ID} spotify:playlist:${ID}`, 'LINK_AMBIGUOUS'],
    [`https://open.spotify.com/track/${ID},https://open.spotify.com/track/${OTHER}`, 'LINK_AMBIGUOUS'],
    [`spotify.link/a https://spotify.link/b`, 'LINK_AMBIGUOUS'],
    [`${ID}&si=x`, 'LINK_AMBIGUOUS'],
    ['https://open.spotify.com/', 'LINK_NOT_RECOGNISED'],
    ['https://www.spotify.com/de/premium/', 'LINK_NOT_RECOGNISED'],
    ['https://spotify.link/', 'LINK_NOT_RECOGNISED'],
    ['Spotify: a name', 'LINK_NOT_RECOGNISED'],
    ['spotify:constructor:x', 'LINK_NOT_RECOGNISED'],
    ['\u200b\ufeff', 'LINK_MISSING'],
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

  it('names the links where there are several', () => {
    expect(() => parseSpotifyRef(`spotify:track:${ID} or open.spotify.com/playlist/${OTHER}`)).toThrow(
      `spotify:track:${ID}, spotify:playlist:${OTHER}`,
    )
  })

  it.each(['https://www.spotify.com/de/premium/', 'support.spotify.com/article', 'https://open.spotify.com'])(
    'says of %s that it is Spotify’s and names no track',
    (text) => {
      expect(() => parseSpotifyRef(text)).toThrow('This address of Spotify’s names no track')
    },
  )

  it('says of another host that it is not Spotify’s', () => {
    expect(() => parseSpotifyRef('https://music.example/track/1')).toThrow(
      'music.example is not a Spotify address.',
    )
  })

  it('finds any id in any form behind any decoration', () => {
    const link = fc.constantFrom(
      (kind: string, id: string) => `https://open.spotify.com/${kind}/${id}`,
      (kind: string, id: string) => `open.spotify.com/intl-es-419/${kind}/${id}?si=0123`,
      (kind: string, id: string) => `spotify:${kind}:${id}`,
      (kind: string, id: string) => `SPOTIFY:${kind.toUpperCase()}:${id}`,
      (kind: string, id: string) => `spotify://${kind}/${id}`,
      (kind: string, id: string) => `https://open.spotify.com/embed/${kind}/${id}#x`,
      (kind: string, id: string) => encodeURIComponent(`https://open.spotify.com/${kind}/${id}?si=x`),
    )
    const invisible = fc.string({
      unit: fc.constantFrom(
        '\u200b',
        '\u200e',
        '\u202a',
        '\u202c',
        '\u2066',
        '\ufeff',
        '\u00ad',
        '\u00a0',
        ' ',
      ),
      maxLength: 4,
    })
    const sign = fc.constantFrom('', '"', '“', '<', '(', '[x](', '**', '_', '„', '`', '&lt;', '\n', '…')
    const end = fc.constantFrom(
      '',
      '"',
      '”',
      '>',
      ')',
      '.',
      '!',
      '**',
      '_',
      ',',
      ';',
      '&gt;',
      '\r\n',
      '…',
      '。',
    )
    const words = fc.constantFrom(
      '',
      'Listen to this on Spotify: ',
      '50 % of “it” – ',
      '聴く ',
      'via @spotify\n',
    )
    const decorated = fc.tuple(words, invisible, sign, invisible, end, invisible, words)
    fc.assert(
      fc.property(
        spotifyId,
        fc.constantFrom('track', 'playlist'),
        link,
        decorated,
        (id, kind, write, [before, a, open, b, close, c, after]) => {
          const text = `${before}${a}${open}${b}${write(kind, id)}${close}${c} ${after}`
          expect(parseSpotifyRef(text)).toEqual({ kind, id })
        },
      ),
      { numRuns: 2000 },
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
