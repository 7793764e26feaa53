import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DomainError } from '~server/domain/errors'
import { createMemoryLocks } from '~server/catalog/testing/fakes'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createFreshnessRepository } from '~server/ingestion/freshness/freshness.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createReadingRepository } from '~server/catalog/store/reading.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import { createSandbox, parseFaults, SANDBOX_CLIENT } from '~server/sandbox'
import { ingestPlaylist } from '~server/ingestion/playlists/ingest-playlist'
import { refreshStaleMetadata } from '~server/ingestion/freshness/refresh-stale-metadata'
import { createAppToken } from '~server/spotify/app-token'
import { createSpotifyClient } from '~server/spotify/client'
import { createSpotifyHttp } from '~server/spotify/http'
import { createLimits } from '~server/spotify/limits'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { PRECEDENCE, idOf, makeTrack, saveMetadata } from './support/tracks'

const ORIGIN = 'http://sandbox.test'
const CATALOGUE = { tracks: 400, playlists: 6 }
const { catalogue } = createSandbox(CATALOGUE)
const OLD = { maxAgeDays: 30 }

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => database.sql`truncate tracks, artists, albums, playlists cascade`)

/** Spotify as an app of either kind meets it, with what goes wrong there. */
function connect(faults = '') {
  const sandbox = createSandbox({ ...CATALOGUE, faults: parseFaults(faults, 1) })
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init)
    const { pathname, search } = new URL(request.url)
    if (pathname.startsWith('/v1/')) asked.push(pathname.slice(3) + search)
    return sandbox.handle(request)
  }
  const { id: clientId, secret: clientSecret } = SANDBOX_CLIENT
  const tokens = createAppToken({
    ...{ accountsUrl: `${ORIGIN}/accounts`, clientId, clientSecret, fetch, timeoutMs: 5000 },
  })
  const limits = createLimits({ perSecond: 1e6, perDay: 0, concurrency: 4 })
  const http = createSpotifyHttp({
    ...{ apiUrl: `${ORIGIN}/v1`, tokens, limits, fetch, timeoutMs: 5000, maxRetries: 0 },
  })
  return { client: createSpotifyClient(http), asked }
}

type Setting = { client: ReturnType<typeof connect>['client']; batch?: boolean; budgetCalls?: number }

function makeDeps({ client, batch = true }: Setting) {
  const { sql } = database
  const storing = {
    catalog: createCatalogRepository(sql),
    precedence: PRECEDENCE,
    index: { follow: () => Promise.resolve() },
    locks: createMemoryLocks((name) => createFenceRepository(sql).draw(name)),
  }
  const fresh = createFreshnessRepository(sql)
  const reading = {
    ...storing,
    features: {
      describe: () => Promise.resolve(new Map<string, never>()),
    },
    playlists: createPlaylistRepository(sql),
    readings: createReadingRepository(sql),
    tracks: createTrackRepository(sql, PRECEDENCE),
    reader: null,
    maxItems: 10_000,
    patienceSeconds: 0,
  }
  return {
    ...storing,
    spotify: client,
    mayBatch: () => Promise.resolve(batch),
    stale: fresh.tracks,
    stalePlaylists: fresh.playlists,
    sourceOf: () => client,
    ingest: (
      { publicId }: { publicId: string },
      source: Parameters<typeof ingestPlaylist>[0]['spotify'],
      tools: Parameters<typeof ingestPlaylist>[2],
    ) => ingestPlaylist({ ...reading, spotify: source }, publicId, tools),
  }
}

const tools = (signal = new AbortController().signal) => ({ progress: () => undefined, signal })
const refresh = (setting: Setting) =>
  refreshStaleMetadata(makeDeps(setting), { ...OLD, budgetCalls: setting.budgetCalls ?? 100 }, tools())

/** Tracks of the sandbox under made-up names, last seen `days` ago. */
async function storeOld(ids: string[], days: number) {
  await database.sql.begin((tx) =>
    saveMetadata(
      tx,
      ids.map((spotifyId, n) => ({ track: makeTrack(n, { spotifyId, name: 'Stale' }), source: 'spotify' })),
    ),
  )
  await database.sql`
    update tracks set fetched_at = now() - make_interval(days => ${days}) where spotify_id = any(${ids}::text[])`
}
const readNames = async () =>
  (await database.sql<{ name: string }[]>`select name from tracks`).map(({ name }) => name)

describe('refreshing tracks', () => {
  it('asks again for what is too old, in batches of 50, and for nothing else', async () => {
    const [old, young] = [catalogue.trackIds(0, 120), catalogue.trackIds(200, 210)]
    await storeOld(old, 31)
    await storeOld(young, 29)
    const { client, asked } = connect()
    const report = await refresh({ client })
    expect(report).toMatchObject({ calls: 3, tracks: { refreshed: 120, gone: 0, left: 0 }, stopped: null })
    expect(asked).toHaveLength(3)
    expect((await readNames()).filter((name) => name === 'Stale')).toHaveLength(10)
    expect((await refresh({ client })).calls).toBe(0)
  })

  it('asks one at a time where an app may not ask for many, and goes on the next time where the budget ended', async () => {
    await storeOld(catalogue.trackIds(0, 25), 40)
    const { client, asked } = connect()
    const first = await refresh({ client, batch: false, budgetCalls: 17 })
    expect(first).toMatchObject({ calls: 17, tracks: { refreshed: 17, left: 8 }, stopped: null })
    const second = await refresh({ client, batch: false, budgetCalls: 17 })
    expect(second).toMatchObject({ calls: 8, tracks: { refreshed: 8, left: 0 } })
    expect(new Set(asked).size).toBe(25)
  })

  it('takes the oldest first', async () => {
    await storeOld(catalogue.trackIds(0, 3), 40)
    await storeOld(catalogue.trackIds(10, 12), 400)
    const { client, asked } = connect()
    await refresh({ client, batch: false, budgetCalls: 2 })
    expect(asked.map((path) => path.replace('/tracks/', '')).sort()).toEqual(
      [...catalogue.trackIds(10, 12)].sort(),
    )
  })

  it.each([true, false])('marks a track that is gone, and asks for it no more (batch: %s)', async (batch) => {
    await storeOld([idOf(1), ...catalogue.trackIds(0, 2)], 40)
    const { client } = connect()
    const report = await refresh({ client, batch })
    expect(report.tracks).toEqual({ refreshed: 2, gone: 1, left: 0 })
    const [row] = await database.sql<{ id: string }[]>`select id from tracks where spotify_id = ${idOf(1)}`
    const [track] = await createTrackRepository(database.sql, PRECEDENCE).findTracks([row?.id ?? ''])
    expect(track).toMatchObject({ name: 'Stale', spotifyUrl: null })
    expect((await refresh({ client, batch })).calls).toBe(0)
  })

  it('stops at a quota with what it has, and says when to come back', async () => {
    await storeOld(catalogue.trackIds(0, 30), 40)
    const { client } = connect('quota:600@tracksx1+12')
    const report = await refresh({ client, batch: false })
    expect(report).toMatchObject({
      ...{ calls: 13, tracks: { refreshed: 12, gone: 0, left: 18 } },
      stopped: { code: 'SPOTIFY_QUOTA_EXCEEDED', retryAfterSeconds: 600 },
    })
  })

  it('ends with the reason where it is told to', async () => {
    await storeOld(catalogue.trackIds(0, 3), 40)
    const reason = new DomainError('CANCELLED', 'The process is stopped.')
    const run = refreshStaleMetadata(
      makeDeps(connect()),
      { ...OLD, budgetCalls: 10 },
      tools(AbortSignal.abort(reason)),
    )
    await expect(run).rejects.toBe(reason)
  })
})

describe('refreshing playlists', () => {
  const open = catalogue.playlists().filter(({ public: isPublic }) => isPublic)
  const [known, other] = open.map(({ index }) => catalogue.idOf('playlist', index))

  async function readOnce(id = '') {
    const { client } = connect()
    const deps = makeDeps({ client })
    await deps.ingest({ publicId: id }, client, tools())
    await database.sql`update playlists set fetched_at = now() - interval '40 days' where public_id = ${id}`
  }

  it('renews the date of one that did not change, for one call', async () => {
    await readOnce(known)
    const { client, asked } = connect()
    const report = await refresh({ client })
    expect(report).toMatchObject({ calls: 1, playlists: { unchanged: 1, read: 0, left: 0 } })
    expect(asked).toEqual([`/playlists/${known ?? ''}?additional_types=track,episode`])
  })

  it('reads one again that changed: what is no longer in it goes', async () => {
    await readOnce(known)
    await database.sql`update playlists set snapshot_id = 'another'`
    const items = () => database.sql`select position, track_id from playlist_items order by position`
    const before = await items()
    await storeOld([idOf(7)], 1)
    await database.sql`
      insert into playlist_items (playlist_id, position, track_id)
      select p.id, 9999, t.id from playlists p, tracks t where t.spotify_id = ${idOf(7)}`
    const { client } = connect()
    expect((await refresh({ client })).playlists).toMatchObject({ read: 1, unchanged: 0, left: 0 })
    expect(await items()).toEqual(before)
  })

  it('marks one that cannot be read any more, and goes on with the next', async () => {
    await readOnce(known)
    await readOnce(other)
    await database.sql`update playlists set fetched_at = now() - interval '50 days', public_id = ${idOf(3)},
      spotify_id = ${idOf(3)} where public_id = ${known ?? ''}`
    const { client } = connect()
    const { playlists } = await refresh({ client })
    expect(playlists).toEqual({ read: 0, unchanged: 1, unread: 1, left: 0 })
  })

  it('reads what only its reader sees with the reader’s token, and not at all once that is gone', async () => {
    await readOnce(known)
    const [user] = await database.sql<{ id: string }[]>`insert into users default values returning id`
    const userId = user?.id ?? ''
    await database.sql`insert into accounts (provider, provider_account_id, user_id, key_id, access_token, refresh_token,
      access_expires_at, authorized_at) values ('spotify', 'somebody', ${userId}, 'k', 'a', 'r', now(), now())`
    await database.sql`update playlists set restricted = true`
    await database.sql`insert into playlist_readers (playlist_id, user_id) select id, ${userId} from playlists`
    const list = () => createFreshnessRepository(database.sql).playlists.list(30, 10)
    expect(await list()).toMatchObject([{ publicId: known, reader: userId }])
    await database.sql`update accounts set refresh_token = null, access_token = null`
    expect(await list()).toEqual([])
    await database.sql`delete from users`
  })

  it('leaves one for another run that might cost more than is left', async () => {
    await readOnce(known)
    await readOnce(other)
    await database.sql`update playlists set snapshot_id = 'another'`
    const { client, asked } = connect()
    const report = await refresh({ client, budgetCalls: 6 })
    expect(report.playlists).toMatchObject({ read: 1, left: 1 })
    expect(asked.length).toBe(report.calls)
  })
})
