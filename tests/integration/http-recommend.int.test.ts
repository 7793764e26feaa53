import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox } from '~server/sandbox'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { askReady, postRecommend, readError, recommend } from './support/api'

/** The same catalogue that the server's sandbox has. */
const { catalogue } = createSandbox({ tracks: 300, playlists: 10 })

let database: TestDatabase
let server: TestServer
let seed: string
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, seeded: true })
  seed = catalogue.trackIds()[17] ?? ''
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

describe('the state of the server', () => {
  it('is alive and ready, each part with its word', async () => {
    const health = await fetch(`${server.url}/api/health`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
    const ready = await askReady(server)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        ready: true,
        parts: {
          postgres: { status: 'ok', detail: 'answers' },
          redis: { status: 'off', detail: 'not configured' },
          index: { status: 'ok', detail: expect.stringMatching(/^version \d+, 300 tracks$/) as unknown },
          spotify: { status: 'ok', detail: 'sandbox' },
          jobs: { status: 'ok', detail: expect.stringMatching(/^\d of 2 at work$/) as unknown },
        },
      },
    ])
  })
})

describe('POST /api/recommend with the link of a track', () => {
  it('gives k tracks that are not the seed, best first, with parts that add up to the score', async () => {
    for (const [k, id] of [1, 10, 100].map((k, i) => [k, catalogue.trackIds()[i * 31] ?? ''] as const)) {
      const { query, tracks, catalogSize } = await recommend(
        server,
        `https://open.spotify.com/track/${id}`,
        k,
      )
      expect(query.id).toBe(id)
      expect(catalogSize).toBe(300)
      expect(tracks).toHaveLength(k)
      expect(tracks.map(({ rank }) => rank)).toEqual(tracks.map((_, i) => i + 1))
      expect(tracks.map(({ track }) => track.id)).not.toContain(id)
      expect(new Set(tracks.map(({ track }) => track.id)).size).toBe(k)
      const scores = tracks.map(({ score }) => score)
      expect(scores).toEqual([...scores].sort((a, b) => b - a))
      for (const { score, parts, confidence, reasons } of tracks) {
        const sum = Object.values(parts).reduce((total, part) => total + part, 0)
        expect(Math.abs(sum - score)).toBeLessThan(1e-6)
        expect(Math.abs(score)).toBeLessThanOrEqual(1 + 1e-6)
        expect(confidence).toBeGreaterThan(0.5)
        expect(reasons.length).toBeGreaterThan(0)
      }
    }
  })

  it('gives ten where k is not said, and the same answer to the same question', async () => {
    const ask = async () =>
      (await (await postRecommend(server, { url: `spotify:track:${seed}` })).json()) as { tracks: unknown[] }
    const first = await ask()
    expect(first.tracks).toHaveLength(10)
    expect(await ask()).toEqual(first)
  })

  it('finds what sounds alike: more of the seed’s genre than the catalog has on average', async () => {
    let same = 0
    let expected = 0
    for (const id of catalogue.trackIds().filter((_, i) => i % 10 === 0)) {
      const genre = catalogue.track(id)?.genre
      const { tracks } = await recommend(server, `spotify:track:${id}`)
      same += tracks.filter(({ track }) => catalogue.track(track.id)?.genre === genre).length / 10
      expected += catalogue.trackIds().filter((other) => catalogue.track(other)?.genre === genre).length / 300
    }
    expect(same / expected).toBeGreaterThan(2)
  })

  it.each([
    ['a share link', (id: string) => `https://open.spotify.com/track/${id}?si=0123456789abcdef`],
    ['http', (id: string) => `http://open.spotify.com/track/${id}`],
    ['no scheme', (id: string) => `open.spotify.com/track/${id}`],
    ['a language', (id: string) => `https://open.spotify.com/intl-de/track/${id}`],
    ['an embed', (id: string) => `https://open.spotify.com/embed/track/${id}?utm_source=generator`],
    ['the old player', (id: string) => `https://play.spotify.com/track/${id}`],
    ['an old embed', (id: string) => `https://embed.spotify.com/?uri=spotify:track:${id}`],
    ['a URI', (id: string) => `spotify:track:${id}`],
    ['a URI with a query', (id: string) => `spotify:track:${id}?si=abc`],
    ['a slash at the end', (id: string) => `https://open.spotify.com/track/${id}/`],
    [
      'a track of an album page',
      (id: string) => `https://open.spotify.com/album/${id}?highlight=spotify:track:${id}`,
    ],
    ['space and brackets around it', (id: string) => `  <https://open.spotify.com/track/${id}>\n`],
  ])('reads %s', async (_what, link) => {
    expect((await recommend(server, link(seed), 3)).query.id).toBe(seed)
  })

  it('reads a k that is text, as forms send it', async () => {
    const response = await postRecommend(server, { url: `spotify:track:${seed}`, k: '4' })
    expect(((await response.json()) as { tracks: unknown[] }).tracks).toHaveLength(4)
  })
})

const link = () => `spotify:track:${seed}`
const badInput: [what: string, body: () => unknown, status: number, code: string, words: RegExp][] = [
  ['what is no link', () => ({ url: 'hello there' }), 400, 'LINK_NOT_RECOGNISED', /not a link/],
  [
    'another site',
    () => ({ url: 'https://example.com/track/x' }),
    400,
    'LINK_NOT_RECOGNISED',
    /example\.com is not/,
  ],
  [
    'an album',
    () => ({ url: `https://open.spotify.com/album/${seed}` }),
    422,
    'LINK_UNSUPPORTED',
    /an album/,
  ],
  ['an episode', () => ({ url: `spotify:episode:${seed}` }), 422, 'LINK_UNSUPPORTED', /podcast episode/],
  ['an artist', () => ({ url: `spotify:artist:${seed}` }), 422, 'LINK_UNSUPPORTED', /an artist/],
  ['a local file', () => ({ url: 'spotify:local:a:b:c:123' }), 422, 'LINK_UNSUPPORTED', /own computer/],
  [
    'liked songs',
    () => ({ url: 'https://open.spotify.com/collection/tracks' }),
    401,
    'SIGN_IN_NEEDED',
    /Liked Songs/,
  ],
  [
    'a short link that is none',
    () => ({ url: 'https://spotify.link/AbCdEf' }),
    400,
    'LINK_NOT_RECOGNISED',
    /this short link/,
  ],
  [
    'an id nobody knows',
    () => ({ url: `spotify:track:${'A'.repeat(22)}` }),
    404,
    'TRACK_NOT_FOUND',
    /no track/,
  ],
  ['a bare id', () => ({ url: seed }), 400, 'LINK_AMBIGUOUS', /bare id/],
  ['a cut id', () => ({ url: link().slice(0, -1) }), 400, 'LINK_NOT_RECOGNISED', /not complete/],
  ['an empty link', () => ({ url: '  ' }), 400, 'LINK_MISSING', /no link/],
  ['no link', () => ({}), 400, 'INPUT_INVALID', /as `url`/],
  ['a link that is a number', () => ({ url: 5 }), 400, 'INPUT_INVALID', /as `url`/],
  ['an empty body', () => '', 400, 'INPUT_INVALID', /\S{3}/],
  ['a list', () => [], 400, 'INPUT_INVALID', /\S{3}/],
  ['what is not JSON', () => '{"url": ', 400, 'INPUT_INVALID', /not JSON/],
  ['k = 0', () => ({ url: link(), k: 0 }), 400, 'INPUT_INVALID', /at least 1/],
  ['k = 10000', () => ({ url: link(), k: 10_000 }), 400, 'INPUT_INVALID', /at most 100/],
  ['k = "x"', () => ({ url: link(), k: 'x' }), 400, 'INPUT_INVALID', /whole number/],
  ['k = 2.5', () => ({ url: link(), k: 2.5 }), 400, 'INPUT_INVALID', /whole number/],
  ['a wrong mode', () => ({ url: link(), mode: 'loud' }), 400, 'INPUT_INVALID', /mode must be/],
  ['a link of 5000 letters', () => ({ url: 'x'.repeat(5000) }), 400, 'INPUT_INVALID', /too long/],
  ['a body of 2 MB', () => ({ url: 'x'.repeat(2_000_000) }), 413, 'BODY_TOO_LARGE', /too large/],
]

describe('POST /api/recommend', () => {
  it.each(badInput)('answers %s with a sentence', async (_what, body, status, code, words) => {
    const error = await readError(await postRecommend(server, body()))
    expect(error).toMatchObject({ status, code })
    expect(error.message).toMatch(words)
    // A sentence of ours, not of a library: "Invalid input: expected object, received undefined".
    expect(error.message).toMatch(/^\S.*[.)]$/)
    expect(error.message).not.toMatch(/expected|received|undefined/)
  })

  it('says that it takes a POST, and that there is nothing at another address', async () => {
    expect(await readError(await fetch(`${server.url}/api/recommend`))).toMatchObject({ status: 400 })
    expect(await readError(await fetch(`${server.url}/api/nothing`))).toMatchObject({
      status: 404,
      code: 'PAGE_NOT_FOUND',
    })
  })

  it('leaves the server as it was after all of that', async () => {
    expect((await recommend(server, link())).tracks).toHaveLength(10)
    const unexpected = server.logs().filter(({ level }) => level === 'error' || level === 'fatal')
    expect(unexpected).toEqual([])
  })
})

describe('GET /t/ID/list', () => {
  it('gives the tracks of the answer in its order as a file that is named after the track', async () => {
    const { query, tracks } = await recommend(server, `https://open.spotify.com/track/${seed}`, 20)
    const names = tracks.map(({ track }) => track.name)
    const answer = await fetch(`${server.url}/t/${seed}/list?k=20&format=jspf`)
    expect(answer.headers.get('content-type')).toBe('application/jspf+json; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toContain(
      encodeURIComponent(`Tracks like ${query.name}`),
    )
    const { playlist } = (await answer.json()) as { playlist: { title: string; track: { title: string }[] } }
    expect(playlist.title).toContain(query.name)
    expect(playlist.track.map(({ title }) => title)).toEqual(names)

    const continued = await fetch(`${server.url}/continue/list?seed=${seed}&mode=similar&k=20&format=txt`)
    const lines = (await continued.text()).trimEnd().split('\n')
    expect(lines.map((line, i) => line.endsWith(` - ${names[i] ?? ''}`))).toEqual(names.map(() => true))
  })

  it('refuses a format that it does not know with those that it does', async () => {
    const answer = await fetch(`${server.url}/t/${seed}/list?format=xlsx`)
    expect([answer.status, await readError(answer)]).toMatchObject([
      400,
      { code: 'INPUT_INVALID', message: 'The format is one of csv, m3u8, jspf, txt.' },
    ])
  })
})
