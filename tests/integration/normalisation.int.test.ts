import fc from 'fast-check'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toStorableText } from '~server/domain/input/storable-text'
import { createMemoryLocks } from '~server/catalog/testing/fakes'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createReadingRepository } from '~server/catalog/store/reading.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import { createVersionRepository } from '~server/catalog/store/version.repository'
import { splitVersion, undoVersions } from '~server/recordings/decide-versions'
import { ingestPlaylist } from '~server/ingestion/playlists/ingest-playlist'
import { createSpotifyClient } from '~server/spotify/client'
import { createSpotifyHttp } from '~server/spotify/http'
import { createLimits } from '~server/spotify/limits'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { PRECEDENCE, idOf, makeTrack, saveMetadata } from './support/tracks'

const PLAYLIST = idOf(900)
let database: TestDatabase
let snapshot = 0
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => database.sql`truncate tracks, artists, albums, playlists, version_overrides cascade`)

type Body = Record<string, unknown>
/** A track as Spotify's JSON has it; `changes` say what the test is about. */
const track = (n: number, changes: Body = {}): Body => ({
  ...{ id: idOf(n), type: 'track', name: `Song ${n}`, duration_ms: 200_000 + n * 7000, is_local: false },
  artists: [{ id: idOf(500), name: 'Somebody' }],
  album: { id: idOf(600), name: 'Album', release_date: '2001', images: [] },
  ...changes,
})

/** Reads a playlist of these items from bytes of JSON, as it comes over the wire, and stores it. */
async function ingest(items: (Body | null)[], name = 'List') {
  const answer = (body: unknown) => Promise.resolve(Response.json(body))
  const head = { id: PLAYLIST, name, public: true, snapshot_id: String(snapshot++) }
  const fetch: typeof globalThis.fetch = (input) => {
    const { pathname, searchParams } = new URL(new Request(input).url)
    const offset = Number(searchParams.get('offset'))
    if (!pathname.endsWith('/items')) return answer({ ...head, items: { total: items.length } })
    const part = items.slice(offset, offset + 50)
    const next = offset + 50 < items.length ? 'more' : null
    return answer({ items: part, limit: 50, offset, total: items.length, next })
  }
  const once = () => Promise.resolve('token')
  const http = createSpotifyHttp({
    ...{ apiUrl: 'http://spotify.test/v1', tokens: { get: once, refresh: once }, fetch },
    ...{
      limits: createLimits({ perSecond: 1e6, perDay: 0, concurrency: 1 }),
      timeoutMs: 5000,
      maxRetries: 0,
    },
  })
  const { sql } = database
  return ingestPlaylist(
    {
      catalog: createCatalogRepository(sql),
      precedence: PRECEDENCE,
      index: { follow: () => Promise.resolve() },
      locks: createMemoryLocks((name) => createFenceRepository(sql).draw(name)),
      spotify: createSpotifyClient(http),
      features: { describe: () => Promise.resolve(new Map()) },
      playlists: createPlaylistRepository(sql),
      readings: createReadingRepository(sql),
      tracks: createTrackRepository(sql, PRECEDENCE),
      ...{ reader: null, maxItems: 1000, patienceSeconds: 0 },
    },
    PLAYLIST,
    { progress: () => undefined, signal: new AbortController().signal },
  )
}

/** What the catalog has of the playlist: the name of the track, or what stands there instead and why, by place. */
async function readList() {
  return database.sql<{ name: string; reason: string | null }[]>`
    select coalesce(t.name, i.skipped_name) as name, i.skipped_reason as reason
    from playlist_items i left join tracks t on t.id = i.track_id order by i.position`
}
const count = async (table: 'tracks' | 'albums' | 'artists' | 'playlists') =>
  (await database.sql<{ n: number }[]>`select count(*)::int as n from ${database.sql(table)}`)[0]?.n

describe('a playlist', () => {
  it('keeps repeats, and counts and names local files, episodes and empty places where they stand', async () => {
    const report = await ingest([
      { item: track(1) },
      { item: track(2) },
      { item: track(1) },
      { is_local: true, item: { name: 'Demo tape', is_local: true, uri: 'spotify:local:::Demo+tape:200' } },
      { item: { id: idOf(3), type: 'episode', name: 'Talk' } },
      { item: null },
      null,
      { track: track(4) },
    ])
    expect(report).toMatchObject({ read: 8, added: 3, skipped: 4 })
    expect(report.skippedNamed).toEqual([
      { where: 4, name: 'Demo tape', reason: 'a file on somebody’s own computer' },
      { where: 5, name: 'Talk', reason: 'a podcast episode' },
      { where: 6, name: '(empty place)', reason: 'Spotify no longer offers what stood here' },
      { where: 7, name: '(empty place)', reason: 'Spotify no longer offers what stood here' },
    ])
    const list = await readList()
    expect(list.map(({ name }) => name)).toEqual([
      ...['Song 1', 'Song 2', 'Song 1', 'Demo tape', 'Talk', '(empty place)', '(empty place)', 'Song 4'],
    ])
    expect([await count('tracks'), await count('artists'), await count('albums')]).toEqual([3, 1, 1])
  })

  it('that is read again holds what is in it now, in its new order, and nothing twice', async () => {
    const page = Array.from({ length: 120 }, (_, n) => ({ item: track(n) }))
    await ingest(page)
    const changed = [...page.slice(60).reverse(), { item: track(5) }, { item: track(5) }]
    expect(await ingest(changed)).toMatchObject({ read: 62, added: 0 })
    expect((await readList()).map(({ name }) => name)).toEqual(changed.map(({ item }) => item.name))
    expect([await count('playlists'), await count('tracks')]).toEqual([1, 120])
  })
})

describe('a track that Spotify plays another release of in this market', () => {
  const relinked = { ...track(2, { external_ids: { isrc: 'USABC1234567' } }), linked_from: { id: idOf(1) } }

  it('keeps the id that the playlist holds, which is the same everywhere', async () => {
    await ingest([{ item: relinked }])
    expect(await database.sql`select public_id, spotify_id, isrc from tracks`).toEqual([
      { public_id: idOf(1), spotify_id: idOf(1), isrc: 'USABC1234567' },
    ])
  })

  it('is one recording with the other release by their ISRC, until somebody says otherwise, and again after that', async () => {
    const isrc = { external_ids: { isrc: 'USABC1234567' } }
    await ingest([
      { item: relinked },
      { item: track(2, isrc) },
      { item: track(3, { name: 'Another', ...isrc }) },
    ])
    const recordings = async () => {
      const rows = await database.sql<{ recording: string | null; public_id: string }[]>`
        select public_id, coalesce(recording_id, id) as recording from tracks order by public_id`
      return rows.map(({ recording }) => rows.findIndex((row) => row.recording === recording))
    }
    expect(await recordings()).toEqual([0, 0, 0])
    const deciding = {
      catalog: createCatalogRepository(database.sql),
      precedence: PRECEDENCE,
      index: { follow: () => Promise.resolve() },
      tracks: createTrackRepository(database.sql, PRECEDENCE),
      versions: createVersionRepository(database.sql),
    }
    await splitVersion(deciding, idOf(3), { why: 'a cover', by: 'somebody' })
    expect(await recordings()).toEqual([0, 0, 2])
    await undoVersions(deciding, idOf(3), 'somebody')
    expect(await recordings()).toEqual([0, 0, 0])
    expect(await count('tracks')).toBe(3)
  })
})

describe('names', () => {
  /** UTF-16 units of every kind: halves of pairs that stand alone, NUL, controls, right-to-left, joiners, anything. */
  const units = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 5 }) },
      { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
      fc.constantFrom('\u0000', '\ud83d', '\udc00', '\u202e', '\u200f', '\u200d', 'e\u0301', '👩‍👩‍👧', '\ufeff'),
      fc.constantFrom('שלום', 'مرحبا', '\\u0000', '\\', '"', '{}', 'NULL', '%', '\u001f', '\u2028', '\ufffe'),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { minLength: 1, maxLength: 8 },
  )
  const name = units.map((parts) => parts.join(''))

  it('of tracks, artists, albums, playlists and skipped items come back as they were sent', async () => {
    const kept = (text: string, otherwise: string) => toStorableText(text).trim() || otherwise
    await fc.assert(
      fc.asyncProperty(name, name, name, name, name, async (title, artist, album, list, local) => {
        await database.sql`truncate tracks, artists, albums, playlists cascade`
        const odd = track(1, { name: title, artists: [{ name: artist }], album: { name: album } })
        await ingest([{ item: odd }, { is_local: true, item: { name: local } }], list)
        expect((await readList()).map((item) => item.name)).toEqual([
          kept(title, 'Untitled'),
          kept(local, '(no name)'),
        ])
        const [row] = await database.sql<{ id: string }[]>`select id from tracks`
        const [stored] = await createTrackRepository(database.sql, PRECEDENCE).findTracks([row?.id ?? ''])
        const named = (text: string) => kept(text, '') || null
        expect(stored?.artists.map((one) => one.name)).toEqual(named(artist) === null ? [] : [named(artist)])
        expect(stored?.album).toBe(named(album))
        expect((await createPlaylistRepository(database.sql).find(PLAYLIST))?.playlist.name).toBe(
          kept(list, 'Untitled playlist'),
        )
      }),
      { numRuns: 60 },
    )
  })
})

it('a batch of any size is written in the same number of statements', async () => {
  let statements = 0
  const sql = postgres(database.url, { max: 1, debug: () => statements++ })
  const countFor = async (from: number, size: number) => {
    const batch = Array.from({ length: size }, (_, n) => ({
      track: makeTrack(from + n),
      source: 'spotify' as const,
    }))
    await sql.begin(async (tx) => {
      statements = 0
      await saveMetadata(tx, batch)
    })
    return statements
  }
  try {
    // The first call of a connection also asks for types, and brings all artists and albums.
    await countFor(0, 200)
    const few = await countFor(1000, 10)
    expect(few).toBeGreaterThan(0)
    expect(await countFor(2000, 1000)).toBe(few)
  } finally {
    await sql.end()
  }
})
