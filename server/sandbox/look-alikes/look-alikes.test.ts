import { describe, expect, it } from 'vitest'
import { createSandbox } from '../index'

const ORIGIN = 'http://127.0.0.1:4010'
let now = Date.UTC(2026, 0, 1)
const sandbox = createSandbox({ tracks: 200, playlists: 2, now: () => now })
const { catalogue } = sandbox

async function ask(path: string, userAgent = 'Segue') {
  const url = path.startsWith('http') ? path : ORIGIN + path
  const response = await sandbox.handle(new Request(url, { headers: { 'user-agent': userAgent } }))
  const isJson = /json|javascript/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, response, body: isJson ? ((await response.json()) as unknown) : null }
}

describe('the look-alike of ReccoBeats', () => {
  const read = async (ids: string[]) => {
    const { body } = await ask(`/reccobeats/v1/audio-features?ids=${ids.join(',')}`)
    return (body as { content: { id: string; href: string; isrc: string }[] }).content
  }

  it('leaves out what it does not know, in an order of its own, under ids of its own', async () => {
    const ids = catalogue.trackIds(0, 40)
    const content = await read(ids)
    expect(content.length).toBeGreaterThan(15)
    expect(content.length).toBeLessThan(35)
    const found = content.map(({ href }) => href.replace('https://open.spotify.com/track/', ''))
    expect(found).not.toEqual(ids.filter((id) => found.includes(id)))
    expect(found.every((id) => ids.includes(id))).toBe(true)
    expect(content.every(({ id }) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toBe(true)
    expect(content[0]).not.toHaveProperty('time_signature')
  })

  it('finds by ISRC too, and takes ids that are repeated', async () => {
    const [first] = await read(catalogue.trackIds(0, 10))
    const byIsrc = await read([first?.isrc ?? ''])
    expect(byIsrc.map(({ href }) => href)).toContain(first?.href)
    const repeated = await ask(
      `/reccobeats/v1/audio-features?ids=${first?.isrc ?? ''}&ids=${first?.isrc ?? ''}`,
    )
    expect(repeated.body).toEqual({ content: byIsrc })
  })

  it('answers with its own codes', async () => {
    expect(await ask('/reccobeats/v1/audio-features')).toMatchObject({ status: 400, body: { status: 4001 } })
    const many = catalogue.trackIds(0, 41).join(',')
    expect(await ask(`/reccobeats/v1/audio-features?ids=${many}`)).toMatchObject({
      status: 400,
      body: { status: 4004, errors: [{ message: 'size must be between 1 and 40' }] },
    })
    expect(await ask(`/reccobeats/v1/track/${catalogue.trackIds(0, 1).join('')}`)).toMatchObject({
      status: 404,
      body: { status: 4041 },
    })
    expect(await ask('/reccobeats/v1/nothing')).toMatchObject({ status: 404, body: { status: 4042 } })
    sandbox.inject({ group: 'reccobeats', times: 1, fault: { kind: 'rate-limit', retryAfter: 7 } })
    expect(await ask('/reccobeats/v1/audio-features?ids=x')).toMatchObject({
      status: 429,
      body: { status: 4291, error: 'Too many requests, retry after 7 seconds' },
    })
  })

  it.each(['', 'node', 'undici', 'python-requests/2'])('turns “%s” away', async (userAgent) => {
    expect((await ask('/reccobeats/v1/audio-features?ids=x', userAgent)).status).toBe(403)
  })
})

type Track = { isrc: string; preview: string; bpm: number; error?: { code: number } }

describe('the look-alike of Deezer', () => {
  const read = async (isrc: string) => {
    const { status, body } = await ask(`/deezer/track/isrc:${isrc}`)
    expect(status).toBe(200)
    return body as Track
  }
  const isrcs = catalogue.trackIds(0, 60).map((_, index) => catalogue.isrcOf(catalogue.trackAt(index)))

  it('knows most tracks, has previews of most of these, and says with 200 what it does not know', async () => {
    const answers = await Promise.all(isrcs.map(read))
    const known = answers.filter(({ error }) => !error)
    expect(known.length).toBeGreaterThan(45)
    expect(new Set(answers.map(({ error }) => error?.code))).toEqual(new Set([undefined, 800]))
    expect(known.every(({ isrc }) => isrcs.includes(isrc))).toBe(true)
    const silent = known.filter(({ preview }) => preview === '')
    expect(silent.length).toBeGreaterThan(0)
    expect(silent.length).toBeLessThan(known.length / 2)
    expect(await read('nonsense')).toMatchObject({ error: { code: 800 } })
  })

  it('serves a preview as long as its address is good, and only under that', async () => {
    const answers = await Promise.all(isrcs.slice(0, 20).map(read))
    const { preview } = answers.find((answer) => answer.preview) ?? { preview: '' }
    const given = await ask(preview)
    expect([given.status, given.response.headers.get('content-type')]).toEqual([200, 'audio/wav'])
    const forged = preview.replace(/exp=\d+/, 'exp=99999999999')
    expect((await ask(forged)).status).toBe(403)
    expect((await ask(preview.split('?')[0] ?? '')).status).toBe(403)
    now += 901_000
    expect((await ask(preview)).status).toBe(403)
  })

  it('says with 200 that its quota is used up', async () => {
    sandbox.inject({ group: 'deezer', times: 1, fault: { kind: 'quota' } })
    expect(await read('x')).toMatchObject({ error: { code: 4, message: 'Quota limit exceeded' } })
  })
})

type Song = {
  trackName: string
  artistName: string
  trackTimeMillis: number
  trackExplicitness: string
  previewUrl?: string
}

describe('the look-alike of iTunes', () => {
  const search = async (term: string, more = '') => {
    const { body } = await ask(`/itunes/search?term=${encodeURIComponent(term)}&entity=song${more}`)
    return body as { resultCount: number; results: Song[] }
  }
  // Explicit songs among them.
  const tracks = Array.from({ length: 60 }, (_, index) => catalogue.trackAt(100 + index))
  const searchFor = async ({ artists, title }: (typeof tracks)[number]) =>
    search(`${catalogue.artistAt(artists[0] ?? 0).name} ${title}`)

  it('calls its JSON a script, begins it with empty lines, and tells no ISRC', async () => {
    const response = await sandbox.handle(new Request(`${ORIGIN}/itunes/search?term=a&limit=3`))
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const text = await response.text()
    expect(text.startsWith('\n\n\n{')).toBe(true)
    expect(text.toLowerCase()).not.toContain('isrc')
    expect((JSON.parse(text) as { resultCount: number }).resultCount).toBe(3)
    expect(await ask('/itunes/lookup?isrc=QZABC2600001')).toMatchObject({ body: { resultCount: 0 } })
  })

  it('knows most tracks by artist and title, among imitations, live takes and clean twins', async () => {
    const answers = await Promise.all(tracks.map(searchFor))
    const known = answers.filter(({ resultCount }) => resultCount > 0)
    expect(known.length).toBeGreaterThan(40)
    expect(known.length).toBeLessThan(60)
    const songs = answers.flatMap(({ results }) => results)
    expect(songs.some(({ trackName }) => trackName.includes('(Karaoke Version)'))).toBe(true)
    expect(songs.some(({ artistName }) => artistName.startsWith('Tribute to'))).toBe(true)
    expect(new Set(songs.map((song) => song.trackExplicitness))).toEqual(
      new Set(['explicit', 'cleaned', 'notExplicit']),
    )
    const silent = songs.filter(({ previewUrl }) => previewUrl === undefined)
    expect(silent.length).toBeGreaterThan(0)
    expect(silent.length).toBeLessThan(songs.length / 2)
    for (const [i, { results }] of answers.entries()) {
      const length = tracks[i]?.durationMs ?? 0
      const nearest = Math.min(...results.map((song) => Math.abs(song.trackTimeMillis - length)))
      if (results.length > 0) expect(nearest).toBeLessThanOrEqual(1500)
    }
  })

  it('says what it cannot search with 400, and nothing to no term', async () => {
    const wrong = await ask('/itunes/search?term=a&country=USA')
    expect(wrong).toMatchObject({
      status: 400,
      body: { errorMessage: 'Invalid value(s) for key(s): [country]', queryParameters: { country: 'USA' } },
    })
    expect((await ask('/itunes/search?term=a&limit=201')).status).toBe(400)
    expect(await search('')).toEqual({ resultCount: 0, results: [] })
  })

  it('serves previews as .m4a, the same for a recording every time, and no other', async () => {
    const answers = await Promise.all(tracks.slice(0, 20).map(searchFor))
    const urls = answers.flatMap(({ results }) => results.flatMap(({ previewUrl }) => previewUrl ?? []))
    const [first, again] = await Promise.all([ask(urls[0] ?? ''), ask(urls[0] ?? '')])
    expect([first.status, first.response.headers.get('content-type')]).toEqual([200, 'audio/x-m4a'])
    const bytes = Buffer.from(await first.response.arrayBuffer())
    expect(bytes.toString('latin1', 4, 12)).toBe('ftypM4A ')
    expect(bytes.equals(Buffer.from(await again.response.arrayBuffer()))).toBe(true)
    expect((await ask('/itunes/itunes-assets/AudioPreview/mzaf_1999999990.plus.aac.p.m4a')).status).toBe(404)
  })

  it('answers 403 where it is asked too often, with a page', async () => {
    sandbox.inject({ group: 'itunes', times: 1, fault: { kind: 'rate-limit' } })
    const { status, response } = await ask('/itunes/search?term=a')
    expect([status, response.headers.get('content-type')]).toEqual([403, 'text/html'])
  })
})
