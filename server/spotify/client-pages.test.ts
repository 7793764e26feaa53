import { describe, expect, it } from 'vitest'
import type { IncomingItem } from '../domain/playlist'
import { answering, json } from './testing/answers'
import { connect, getLongestPlaylist, makeClient, readAll } from './testing/connect'

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

describe('the pages of a playlist', () => {
  it.each(['extended', 'dev-old'] as const)('are read one by one, in order (%s)', async (appKind) => {
    const { sandbox, client, asked } = connect({ appKind })
    const { id, playlist } = getLongestPlaylist(sandbox)
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
  })

  it('say why an item is no track: local file, episode, gone', async () => {
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

  it('are read in the old spelling and the new', async () => {
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

  it.each([
    { kind: 'html' },
    { kind: 'truncated' },
    { kind: 'error', status: 503 },
    { kind: 'rate-limit', retryAfter: 0 },
  ] as const)('are read to the end though one comes once as %j', async (fault) => {
    const { sandbox, client } = connect()
    const { id, playlist } = getLongestPlaylist(sandbox)
    await client.getPlaylist(id)
    sandbox.inject({ group: 'playlists', times: 1, fault })
    expect((await readAll(client, id)).flat()).toHaveLength(playlist.items.length)
  })

  it('of 10,000 items are read whole, from any place on', async () => {
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

  it('lose nothing where Spotify gives smaller ones than asked for, lets items out or forgets the next link', async () => {
    const items = Array.from({ length: 95 }, (_, i) => ({
      track: { id: String(i).padStart(22, '0'), name: 'x' },
    }))
    for (const quirk of [{ limit: 20 }, { limit: 20, next: null }, { limit: 20, gap: true }]) {
      const all = (await readAll(makeClient(pagesOf(items, quirk)), '1'.repeat(22))).flat()
      const expected = items.map(({ track }) => track.id).filter((_, i) => !quirk.gap || i % 20 !== 19)
      expect(all.map((item) => item.track?.spotifyId)).toEqual(expected)
    }
  })

  it('of Liked Songs are read from any place on, as large as Spotify makes them', async () => {
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

  it('are the same with fields that are new, gone, retyped or moved', async () => {
    for (const appKind of ['extended', 'dev-old'] as const) {
      const { sandbox, client } = connect({ appKind })
      const { id } = getLongestPlaylist(sandbox)
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
  ] as const)('that are refused for %s say %s', async (kind, code) => {
    const { sandbox, client } = connect()
    sandbox.inject({ group: 'playlists', times: 1, fault: { kind } })
    await expect(readAll(client, getLongestPlaylist(sandbox).id)).rejects.toMatchObject({ code })
  })

  it('end between two when the reader goes', async () => {
    const { sandbox, client } = connect()
    const controller = new AbortController()
    const pages = client.playlistPages(getLongestPlaylist(sandbox).id, controller.signal)
    await pages.next()
    controller.abort(new Error('gone'))
    await expect(pages.next()).rejects.toThrow('gone')
  })
})
