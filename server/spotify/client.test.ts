import { describe, expect, it } from 'vitest'
import { createSandbox, SANDBOX_CLIENT, type Sandbox, type SpotifyAppKind } from '../sandbox'
import type { IncomingItem } from '../domain/playlist'
import { createAppToken } from './app-token'
import { createSpotifyClient, type SpotifyClient } from './client'
import { createSpotifyHttp } from './http'
import { createLimits } from './limits'
import { answering, json } from './testing/answers'

const origin = 'http://sandbox.test'

/** A client whose every request the sandbox answers, without a socket. */
function connect(options: { appKind?: SpotifyAppKind; tracks?: number } = {}) {
  const sandbox = createSandbox({
    tracks: options.tracks ?? 400,
    playlists: 8,
    appKind: options.appKind ?? 'extended',
  })
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    asked.push(`${request.method} ${request.url.slice(origin.length)}`)
    return sandbox.handle(request, request.signal)
  }
  return { sandbox, asked, client: makeClient(fetch) }
}

function makeClient(fetch: typeof globalThis.fetch): SpotifyClient {
  const { id: clientId, secret: clientSecret } = SANDBOX_CLIENT
  const timeoutMs = 2000
  const tokens = createAppToken({
    accountsUrl: `${origin}/accounts`,
    clientId,
    clientSecret,
    fetch,
    timeoutMs,
  })
  const limits = createLimits({ perSecond: 10_000, perDay: 0, concurrency: 8 })
  return createSpotifyClient(
    createSpotifyHttp({
      apiUrl: `${origin}/v1`,
      tokens,
      limits,
      fetch,
      timeoutMs,
      maxRetries: 2,
      random: () => 0,
    }),
  )
}

/** The public playlist with the most items. */
function longest(sandbox: Sandbox) {
  const { catalogue } = sandbox
  const open = catalogue.playlists().filter((playlist) => playlist.public)
  const playlist = open.sort((a, b) => b.items.length - a.items.length)[0]
  if (!playlist) throw new Error('the sandbox has no public playlist')
  return { id: catalogue.idOf('playlist', playlist.index), playlist }
}

async function readAll(client: SpotifyClient, id: string): Promise<IncomingItem[][]> {
  const pages: IncomingItem[][] = []
  for await (const page of client.playlistPages(id)) pages.push(page)
  return pages
}

type Quirk = { limit?: number; next?: null; gap?: boolean }

/** A fetch that pages through items as Spotify does, but for a quirk. */
function pagesOf(items: object[], quirk: Quirk = {}): typeof globalThis.fetch {
  return (input) => {
    const url = new URL(input as string)
    if (url.pathname.endsWith('/api/token')) {
      return Promise.resolve(json({ access_token: 't', expires_in: 3600 }))
    }
    const offset = Number(url.searchParams.get('offset'))
    const limit = quirk.limit ?? Number(url.searchParams.get('limit'))
    const slice = items.slice(offset, offset + limit)
    const next = 'next' in quirk || offset + limit >= items.length ? null : 'https://api.spotify.com/v1/next'
    const shown = quirk.gap ? slice.slice(0, 19) : slice
    return Promise.resolve(json({ items: shown, limit, offset, next, total: items.length }))
  }
}

describe('the client of Spotify’s Web API', () => {
  it('reads a track with its artists, album, year and ISRC', async () => {
    const { sandbox, client } = connect()
    const [id = ''] = sandbox.catalogue.trackIds()
    const track = await client.getTrack(id)
    const known = sandbox.catalogue.track(id)
    expect(track).toMatchObject({
      spotifyId: id,
      name: known?.title,
      durationMs: known?.durationMs,
      isrc: known && sandbox.catalogue.isrcOf(known),
    })
    expect(track.artists[0]).toMatchObject({
      spotifyId: expect.stringMatching(/^[0-9A-Za-z]{22}$/) as unknown,
    })
    expect(track.releaseYear).toBe(Number(track.album?.releaseDate?.slice(0, 4)))
  })

  it.each(['extended', 'dev-old'] as const)(
    'reads a long playlist page by page, in order (%s)',
    async (appKind) => {
      const { sandbox, client, asked } = connect({ appKind })
      const { id, playlist } = longest(sandbox)
      expect(playlist.items.length).toBeGreaterThan(50)
      const pages = await readAll(client, id)
      const items = pages.flat()
      expect(
        pages
          .map((page) => page.length)
          .slice(0, -1)
          .every((length) => length === 50),
      ).toBe(true)
      expect(items.map((item) => item.position)).toEqual([...playlist.items.keys()])
      expect(items.map((item) => item.track?.spotifyId ?? null)).toEqual(
        [...playlist.items].map((index) => (index < 0 ? null : sandbox.catalogue.idOf('track', index))),
      )
      expect(asked.filter((line) => line.includes('/items?')).length).toBe(
        Math.ceil(playlist.items.length / 50),
      )
    },
  )

  it('says why an item is no track: local file, episode, gone', async () => {
    const { sandbox, client } = connect({ tracks: 1500 })
    const reasons = new Set<string>()
    for (const id of sandbox.catalogue.playlistIds()) {
      if (!sandbox.catalogue.playlist(id)?.public) continue
      for (const item of (await readAll(client, id)).flat()) if (item.track === null) reasons.add(item.reason)
    }
    expect([...reasons].sort()).toEqual([
      'Spotify no longer offers what stood here',
      'a file on somebody’s own computer',
      'a podcast episode',
    ])
  })

  it('reads a playlist’s head in the old spelling and the new', async () => {
    const spelled = (contents: object) =>
      makeClient(
        answering(json({ access_token: 't', expires_in: 3600 }), json({ name: ' Mine ', ...contents })).fetch,
      )
    const id = '0'.repeat(22)
    expect(await spelled({ tracks: { total: 12 } }).getPlaylist(id)).toMatchObject({
      name: 'Mine',
      total: 12,
    })
    expect(await spelled({ items: { total: 13 } }).getPlaylist(id)).toMatchObject({ total: 13 })
    expect(await spelled({}).getPlaylist(id)).toMatchObject({ total: 0, snapshotId: null })
  })

  it('takes the places that come with a playlist’s head where they are surely its first ones', async () => {
    const track = { id: '0'.repeat(22), name: 'One', type: 'track' }
    const items = [{ item: track }, null]
    const openingOf = async (contents: object) => {
      const { fetch } = answering(json({ access_token: 't', expires_in: 3600 }), json(contents))
      return (await makeClient(fetch).getPlaylist('1'.repeat(22))).opening
    }
    for (const total of [2, 70]) {
      const page = { items, limit: 2, offset: 0, total }
      const opening = await openingOf({ items: page })
      expect(opening).toMatchObject([
        { position: 0, track: { name: 'One' } },
        { position: 1, track: null },
      ])
      expect(await openingOf({ tracks: page })).toEqual(opening)
    }
    for (const page of [
      { total: 2 },
      { items, total: 2 },
      { items, limit: 50, offset: 0, total: 3 },
      { items, limit: 2, offset: 2, total: 70 },
    ]) {
      expect(await openingOf({ items: page })).toEqual([])
    }
  })

  it('reads items in the old spelling and the new', async () => {
    const track = { id: '0'.repeat(22), name: 'One', type: 'track', duration_ms: 1000 }
    const page = (item: object) => ({ items: [{ added_at: '2024-05-01T00:00:00Z', ...item }], next: null })
    for (const item of [{ track }, { item: track }, { item: track, track }, { item: null, track }]) {
      const client = makeClient(
        answering(json({ access_token: 't', expires_in: 3600 }), json(page(item))).fetch,
      )
      const [[first]] = (await readAll(client, '1'.repeat(22))) as [[IncomingItem]]
      expect(first).toMatchObject({ track: { name: 'One' }, addedAt: new Date('2024-05-01T00:00:00Z') })
    }
  })

  it('reads audio features in batches of a hundred', async () => {
    const { sandbox, client, asked } = connect()
    const ids = sandbox.catalogue.trackIds(0, 250)
    const found = await client.audioFeatures([...ids, '0'.repeat(22)])
    expect(found.size).toBe(250)
    expect(asked.filter((line) => line.includes('/audio-features?'))).toHaveLength(3)
    const values = found.get(ids[7] ?? '')
    expect(values?.tempo).toBeGreaterThan(40)
    expect(values?.energy).toBeLessThanOrEqual(1)
  })

  it.each(['dev-old', 'dev-new'] as const)(
    'is told that a %s app may not read audio features',
    async (appKind) => {
      const { sandbox, client } = connect({ appKind })
      await expect(client.audioFeatures(sandbox.catalogue.trackIds(0, 3))).rejects.toMatchObject({
        code: 'SPOTIFY_FORBIDDEN',
      })
    },
  )

  it('says what to do about a playlist that a new app may not read', async () => {
    const { sandbox, client } = connect({ appKind: 'dev-new' })
    const { id } = longest(sandbox)
    await expect(client.getPlaylist(id)).resolves.toMatchObject({ spotifyId: id })
    await expect(readAll(client, id)).rejects.toMatchObject({
      code: 'PLAYLIST_NOT_READABLE',
      status: 403,
      hint: expect.stringContaining('CSV') as unknown,
    })
  })

  it('says that it knows no such track, no such playlist', async () => {
    const { client } = connect()
    await expect(client.getTrack('A'.repeat(22))).rejects.toMatchObject({
      code: 'TRACK_NOT_FOUND',
      status: 404,
    })
    await expect(client.getPlaylist('A'.repeat(22))).rejects.toMatchObject({
      code: 'PLAYLIST_NOT_FOUND',
      hint: expect.stringContaining('37i9dQZ') as unknown,
    })
  })

  it('gets a new token when the old one is refused', async () => {
    const { sandbox, client, asked } = connect()
    const [id = ''] = sandbox.catalogue.trackIds()
    await client.getTrack(id)
    sandbox.inject({ group: 'tracks', times: 1, fault: { kind: 'expired-token' } })
    await expect(client.getTrack(id)).resolves.toMatchObject({ spotifyId: id })
    expect(asked.filter((line) => line.endsWith('/api/token'))).toHaveLength(2)
  })

  it.each([
    { kind: 'html' },
    { kind: 'truncated' },
    { kind: 'error', status: 503 },
    { kind: 'rate-limit', retryAfter: 0 },
  ] as const)('reads a whole playlist though a page comes once as %j', async (fault) => {
    const { sandbox, client } = connect()
    const { id, playlist } = longest(sandbox)
    await client.getPlaylist(id)
    sandbox.inject({ group: 'playlists', times: 1, fault })
    expect((await readAll(client, id)).flat()).toHaveLength(playlist.items.length)
  })

  it('reads a playlist of 10,000 items whole, from any place on', async () => {
    const items = Array.from({ length: 10_000 }, (_, i) => ({
      track: { id: String(i).padStart(22, '0'), name: `Song ${String(i)}`, type: 'track', duration_ms: 1000 },
    }))
    const client = makeClient(pagesOf(items))
    const all = (await readAll(client, '1'.repeat(22))).flat()
    expect(all.map(({ position }) => position)).toEqual([...items.keys()])
    expect(new Set(all.map((item) => item.track?.spotifyId)).size).toBe(10_000)
    const rest: IncomingItem[] = []
    for await (const page of client.playlistPages('1'.repeat(22), undefined, { position: 9_930 })) {
      rest.push(...page)
    }
    expect(rest.map(({ position }) => position)).toEqual([...Array(70).keys()].map((i) => i + 9_930))
  })

  it('reads Liked Songs from any place on, in pages as large as Spotify makes them', async () => {
    const items = Array.from({ length: 95 }, (_, i) => ({
      track: { id: String(i).padStart(22, '0'), name: 'x' },
    }))
    for (const quirk of [{}, { limit: 20 }]) {
      const read: IncomingItem[] = []
      for await (const page of makeClient(pagesOf(items, quirk)).myTrackPages(undefined, 30)) {
        read.push(...page)
      }
      expect(read.map(({ position }) => position)).toEqual([...items.keys()].slice(30))
      expect(read.map(({ track }) => track?.spotifyId)).toEqual(items.slice(30).map(({ track }) => track.id))
    }
  })

  it('loses nothing where Spotify gives smaller pages than asked for, lets items out or forgets the next link', async () => {
    const items = Array.from({ length: 95 }, (_, i) => ({
      track: { id: String(i).padStart(22, '0'), name: 'x' },
    }))
    for (const quirk of [{ limit: 20 }, { limit: 20, next: null }, { limit: 20, gap: true }]) {
      const all = (await readAll(makeClient(pagesOf(items, quirk)), '1'.repeat(22))).flat()
      const expected = items.map(({ track }) => track.id).filter((_, i) => !quirk.gap || i % 20 !== 19)
      expect(all.map((item) => item.track?.spotifyId)).toEqual(expected)
    }
  })

  it('reads the same out of answers with fields that are new, gone, retyped or moved', async () => {
    for (const appKind of ['extended', 'dev-old'] as const) {
      const { sandbox, client } = connect({ appKind })
      const { id } = longest(sandbox)
      const [head, before] = [await client.getPlaylist(id), (await readAll(client, id)).flat()]
      sandbox.inject({ group: 'playlists', times: 1000, fault: { kind: 'surprise' } })
      const surprised = await client.getPlaylist(id)
      const after = (await readAll(client, id)).flat()
      const plain = (item: IncomingItem) => ({
        ...item,
        track: item.track && { ...item.track, popularity: null, explicit: null },
      })
      expect({ ...surprised, opening: surprised.opening.map(plain) }).toEqual({
        ...head,
        opening: head.opening.map(plain),
      })
      expect(after.map(plain)).toEqual(before.map(plain))
    }
  })

  it.each([
    ['allow-list', 'SPOTIFY_USER_NOT_ALLOWED'],
    ['premium', 'SPOTIFY_PREMIUM_REQUIRED'],
    ['scope', 'SPOTIFY_SCOPE_MISSING'],
    ['forbidden', 'PLAYLIST_NOT_READABLE'],
  ] as const)('says of a page that is refused for %s: %s', async (kind, code) => {
    const { sandbox, client } = connect()
    sandbox.inject({ group: 'playlists', times: 1, fault: { kind } })
    await expect(readAll(client, longest(sandbox).id)).rejects.toMatchObject({ code })
  })

  it('knows a playlist of Spotify’s own', async () => {
    const { client } = connect()
    await expect(client.getPlaylist('37i9dQZF1DWXIcbzpLauPS')).rejects.toMatchObject({
      code: 'PLAYLIST_OF_SPOTIFY',
      hint: expect.stringContaining('playlist of your own') as unknown,
    })
  })

  it('ends between two pages when the reader goes', async () => {
    const { sandbox, client } = connect()
    const controller = new AbortController()
    const pages = client.playlistPages(longest(sandbox).id, controller.signal)
    await pages.next()
    controller.abort(new Error('gone'))
    await expect(pages.next()).rejects.toThrow('gone')
  })
})
