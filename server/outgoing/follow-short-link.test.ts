import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { isDomainError } from '../domain/errors'
import { parseSpotifyRef } from '../domain/spotify-ref'
import { createSandbox } from '../sandbox'
import { checkUrl } from './destination'
import { createFollowShortLink } from './follow-short-link'
import type { GuardedGet, OutgoingAnswer } from './guarded-get'
import { OutgoingFault } from './outgoing-fault'

const ID = '11dFghVXANMlKmJXsNCbNl'
const TRACK = `https://open.spotify.com/track/${ID}?si=x`
const SHORT = 'https://spotify.link/AbC'
const { signal } = new AbortController()
const answer = (status: number, location?: string): OutgoingAnswer => ({
  status,
  headers: location === undefined ? {} : { location },
  body: new Uint8Array(0),
})

/** Answers in their order, the last again and again, behind the check of addresses. */
function connect(...answers: OutgoingAnswer[]) {
  const asked: string[] = []
  const get: GuardedGet = (url, { destination, headOnly }) => {
    asked.push(checkUrl(url, destination).href)
    expect(headOnly).toBe(true)
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1] ?? answer(404))
  }
  return { asked, follow: createFollowShortLink({ get, lookAlike: null }) }
}

describe('a short link', () => {
  it('is followed over the hosts of short links; the page it leads to is not asked for', async () => {
    const { follow, asked } = connect(
      answer(307, 'https://spotify.app.link/AbC?_p=1'),
      answer(302, '/AbD'),
      answer(301, TRACK),
    )
    expect(await follow(SHORT, signal)).toBe(TRACK)
    expect(asked).toEqual([SHORT, 'https://spotify.app.link/AbC?_p=1', 'https://spotify.app.link/AbD'])
  })

  it.each([
    'https://evil.example/track',
    'http://open.spotify.com/track/x',
    'http://spotify.link/AbC',
    'https://open.spotify.com:8443/track/x',
    'https://open.spotify.com.evil.example/',
    'https://user@open.spotify.com/track/x',
    'https://127.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'spotify:track:x',
    '//evil.example/x',
  ])('is not followed to %s', async (location) => {
    const { follow, asked } = connect(answer(302, location))
    await expect(follow(SHORT, signal)).rejects.toMatchObject({ code: 'LINK_UNSUPPORTED' })
    expect(asked).toEqual([SHORT])
  })

  it('is left after four hops', async () => {
    const { follow, asked } = connect(answer(302, SHORT))
    await expect(follow(SHORT, signal)).rejects.toMatchObject({ code: 'LINK_UNSUPPORTED' })
    expect(asked).toHaveLength(4)
  })

  it.each([
    [answer(404), 'LINK_NOT_RECOGNISED'],
    [answer(200), 'LINK_UNSUPPORTED'],
    [answer(302), 'LINK_UNSUPPORTED'],
    [answer(302, 'https://[::'), 'LINK_UNSUPPORTED'],
    [answer(503), 'SPOTIFY_UNREACHABLE'],
    [answer(429), 'SPOTIFY_UNREACHABLE'],
  ] as const)('says what is wrong where it answers %j: %s', async (one, code) => {
    await expect(connect(one).follow(SHORT, signal)).rejects.toMatchObject({ code })
  })

  it('says to open it by hand where nothing answers, and ends with its reader', async () => {
    const fault = new OutgoingFault('timed-out', 'late')
    const follow = createFollowShortLink({ get: () => Promise.reject(fault), lookAlike: null })
    await expect(follow(SHORT, signal)).rejects.toMatchObject({
      code: 'SPOTIFY_UNREACHABLE',
      hint: expect.stringContaining('browser') as unknown,
    })
    const reason = new Error('gone')
    await expect(follow(SHORT, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  it('has four seconds for all of its hops together', async () => {
    const times: number[] = []
    const get = vi.fn<GuardedGet>((_url, { timeoutMs }) => {
      times.push(timeoutMs)
      return new Promise<OutgoingAnswer>((done) => {
        setTimeout(() => {
          done(answer(302, SHORT))
        }, 5)
      })
    })
    await expect(createFollowShortLink({ get, lookAlike: null })(SHORT, signal)).rejects.toThrow()
    expect(times).toHaveLength(4)
    expect(times[0]).toBeLessThanOrEqual(4000)
    for (const [i, time] of times.slice(1).entries()) expect(time).toBeLessThan(times[i] ?? 0)
  })

  it('of the sandbox leads to its tracks and playlists, over two hosts as the real ones do', async () => {
    const { handle, catalogue } = createSandbox({ tracks: 50, playlists: 3 })
    const get: GuardedGet = async (url, { destination, userAgent = '' }) => {
      const request = new Request(checkUrl(url, destination), { headers: { 'user-agent': userAgent } })
      const { status, headers } = await handle(request)
      return { status, headers: Object.fromEntries(headers), body: new Uint8Array(0) }
    }
    const follow = createFollowShortLink({ get, lookAlike: 'http://127.0.0.1:4010/short-links' })
    expect(parseSpotifyRef(await follow('https://spotify.link/t5', signal))).toEqual({
      kind: 'track',
      id: catalogue.idOf('track', 5),
    })
    expect(parseSpotifyRef(await follow('https://spotify.app.link/p2', signal))).toEqual({
      kind: 'playlist',
      id: catalogue.idOf('playlist', 2),
    })
    for (const code of ['t50', 'p3', 'nothing']) {
      const url = `https://spotify.link/${code}`
      await expect(follow(url, signal)).rejects.toMatchObject({ code: 'LINK_NOT_RECOGNISED' })
    }
    const browser = await handle(new Request('http://127.0.0.1:4010/short-links/spotify.app.link/t5'))
    expect(browser.status).toBe(200)
  })

  it('gives an address of Spotify or a DomainError, wherever it is sent', async () => {
    const parts = fc.constantFrom(
      'open.spotify.com',
      'spotify.link',
      '/track/',
      ID,
      '@',
      '#',
      '\\',
      ':',
      '%2e',
    )
    const texts = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.array(parts).map((list) => `https://${list.join('')}`),
    )
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 200, max: 599 }), async (location, status) => {
        try {
          const { protocol, hostname } = new URL(
            await connect(answer(status, location)).follow(SHORT, signal),
          )
          return protocol === 'https:' && hostname.endsWith('.spotify.com')
        } catch (error) {
          return isDomainError(error)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
