import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FeatureSource } from '~server/domain/features'
import { createFeatureLadder } from '~server/features/ladder'
import { createSpotifyFeatureSource } from '~server/features/spotify-source'
import { createMemoryLocks } from '~server/redis/locks'
import { createMemoryResultStore } from '~server/redis/result-store'
import { createCatalogRepository } from '~server/repositories/catalog.repository'
import { createFenceRepository } from '~server/repositories/fence.repository'
import { createPlaylistRepository } from '~server/repositories/playlist.repository'
import { createReadingRepository } from '~server/repositories/reading.repository'
import { createTrackRepository } from '~server/repositories/track.repository'
import { createSandbox, parseFaults, SANDBOX_CLIENT, type Sandbox } from '~server/sandbox'
import { postToken, signIn } from '~server/sandbox/testing/client'
import { ingestPlaylist } from '~server/services/ingest-playlist'
import type { ResultStore } from '~server/services/result-cache'
import { createAppToken, type AccessTokens } from '~server/spotify/app-token'
import { createCachedHttp } from '~server/spotify/cached-http'
import { createSpotifyClient } from '~server/spotify/client'
import { createSpotifyHttp } from '~server/spotify/http'
import { createLimits } from '~server/spotify/limits'
import { createTestDatabase, type TestDatabase } from '../setup/services'

const ORIGIN = 'http://sandbox.test'
const LADDER: FeatureSource[] = ['spotify']
const CATALOGUE = { tracks: 4000, playlists: 6 }

const makeStore = () => createMemoryResultStore({ ttlSeconds: 3600, maxBytes: 64 * 1024 ** 2 })

/** Spotify as a signed-in user of a new development app meets it; the token really ends where `expireAfter` calls were made. */
async function connectUser(faults: string, seed: number, store: ResultStore, expireAfter = Infinity) {
  let now = Date.parse('2026-11-22T12:00:00Z')
  const sandbox = createSandbox({ ...CATALOGUE, appKind: 'dev-new', now: () => now })
  const disturbed = createSandbox({
    ...CATALOGUE,
    appKind: 'dev-new',
    now: () => now,
    faults: parseFaults(faults, seed),
  })
  const granted = await signIn(sandbox)
  let [access, renewal] = [granted.access_token, granted.refresh_token ?? '']
  let refreshes = 0
  const tokens: AccessTokens = {
    get: () => Promise.resolve(access),
    refresh: async () => {
      refreshes++
      const fields = { grant_type: 'refresh_token', refresh_token: renewal, client_id: SANDBOX_CLIENT.id }
      const next = (await (await postToken(sandbox, fields)).json()) as Record<string, string>
      access = next.access_token ?? ''
      renewal = next.refresh_token ?? renewal
      return access
    },
  }
  const asked: string[] = []
  const client = connect(disturbed, tokens, store, 'mirela', (path) => {
    asked.push(path)
    if (asked.length === expireAfter) now += 2 * 3600_000
  })
  return { client, asked, refreshes: () => refreshes }
}

/** Another source of features, which the ladder has in place of what Spotify closed: the same tracks in batches of 100. */
function connectFeatures(faults: string, seed: number) {
  const sandbox = createSandbox({ ...CATALOGUE, appKind: 'extended', faults: parseFaults(faults, seed) })
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = (input, init) => sandbox.handle(new Request(input, init))
  const { id: clientId, secret: clientSecret } = SANDBOX_CLIENT
  const accountsUrl = `${ORIGIN}/accounts`
  const tokens = createAppToken({ accountsUrl, clientId, clientSecret, fetch, timeoutMs: 5000 })
  const client = connect(sandbox, tokens, makeStore(), 'features', (path) => asked.push(path))
  const features = createFeatureLadder({
    sources: [createSpotifyFeatureSource(client)],
    misses: { find: () => Promise.resolve(new Set()), remember: () => Promise.resolve() },
    onFault: (_source, fault) => {
      throw fault
    },
  })
  return { features, asked }
}

function connect(
  sandbox: Sandbox,
  tokens: AccessTokens,
  store: ResultStore,
  owner: string,
  onAsked: (path: string) => void,
) {
  const http = createSpotifyHttp({
    apiUrl: `${ORIGIN}/v1`,
    tokens,
    limits: createLimits({ perSecond: 1000, perDay: 0, concurrency: 4 }),
    fetch: (input, init) => {
      const request = new Request(input, init)
      onAsked(request.url.slice(ORIGIN.length))
      return sandbox.handle(request)
    },
    timeoutMs: 5000,
    maxRetries: 3,
  })
  return createSpotifyClient(
    createCachedHttp({ http, store, owner, metadataSeconds: 3600, negativeSeconds: 60 }),
  )
}

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const { catalogue } = createSandbox(CATALOGUE)
const mine = catalogue.playlists().find(({ owner, items }) => owner === 'mirela' && items.length >= 1000)
const id = catalogue.idOf('playlist', mine?.index ?? -1)
const size = mine?.items.length ?? 0

type User = Awaited<ReturnType<typeof connectUser>>
type Features = ReturnType<typeof connectFeatures>

function ingest({ client }: User, { features }: Features, patienceSeconds: number) {
  const tracks = createTrackRepository(database.sql, LADDER)
  const deps = {
    catalog: createCatalogRepository(database.sql),
    ladder: LADDER,
    spotify: client,
    features,
    playlists: createPlaylistRepository(database.sql),
    tracks,
    index: { follow: () => Promise.resolve() },
    readings: createReadingRepository(database.sql),
    locks: createMemoryLocks((name) => createFenceRepository(database.sql).draw(name)),
    maxItems: 10_000,
    patienceSeconds,
    reader: null,
  }
  return ingestPlaylist(deps, id, { progress: () => undefined, signal: new AbortController().signal })
}

/** What lies in the database is the playlist, place by place. */
async function expectComplete(): Promise<void> {
  const rows = await database.sql<{ position: number; publicId: string | null }[]>`
    select i.position, t.public_id as "publicId" from playlist_items i
    join playlists p on p.id = i.playlist_id left join tracks t on t.id = i.track_id
    where p.public_id = ${id} order by i.position`
  expect(rows.map(({ publicId }) => publicId)).toEqual(
    [...(mine?.items ?? [])].map((index) => (index < 0 ? null : catalogue.idOf('track', index))),
  )
  expect(rows.map(({ position }) => position)).toEqual([...Array(size).keys()])
  const [row] = await database.sql<{ rows: number; ids: number }[]>`
    select count(*)::int as rows, count(distinct public_id)::int as ids from tracks`
  expect(row?.rows).toBe(row?.ids)
}

const emptyCatalog = () => database.sql`truncate playlists, playlist_readings, tracks cascade`
/** The head before and after (has it changed meanwhile?), every page, and every hundred tracks' features. */
const pages = Math.ceil(size / 50)
const ideal = 2 + pages + Math.ceil(size / 100)
const BAD_DAY = 'rate-limit:1=0.01 error:503=0.01'

describe('a playlist of a thousand tracks on a bad day', () => {
  it('with 429s, 5xx, a token that ends and a quota that ends soon, comes whole each time, in hardly more calls', async () => {
    const seeds = [1, 2, 3, 4]
    let calls = 0
    for (const seed of seeds) {
      await emptyCatalog()
      const user = await connectUser(`${BAD_DAY} quota:1@playlistsx1+14`, seed, makeStore(), 8)
      const source = connectFeatures(BAD_DAY, seed)
      const report = await ingest(user, source, 60)
      const tracks = [...(mine?.items ?? [])].filter((index) => index >= 0)
      expect(report).toMatchObject({ read: size, added: new Set(tracks).size, playlists: 1 })
      await expectComplete()
      expect(user.refreshes()).toBe(1)
      calls += user.asked.length + source.asked.length
    }
    expect(calls).toBeGreaterThanOrEqual(seeds.length * (ideal + 2))
    expect(calls / (seeds.length * ideal)).toBeLessThanOrEqual(1.1)
  })

  it('with a quota that is used up for a day ends with the time, and goes on later where it stopped', async () => {
    await emptyCatalog()
    const store = makeStore()
    const first = await connectUser('quota:86207@playlistsx1+14', 1, store)
    const source = connectFeatures('', 1)
    await expect(ingest(first, source, 60)).rejects.toMatchObject({
      code: 'SPOTIFY_QUOTA_EXCEEDED',
      retryAfterSeconds: 86_207,
      message: expect.stringMatching(/used up until \d{4}-\d\d-\d\d \d\d:\d\d UTC/) as unknown,
    })
    const second = await connectUser('', 1, store)
    expect(await ingest(second, source, 60)).toMatchObject({ read: size, playlists: 1 })
    await expectComplete()
    const read = [...first.asked, ...second.asked].filter((path) => path.includes('/items?'))
    // Each page once, and the one that the quota refused.
    expect(read).toHaveLength(pages + 1)
    expect(first.asked.length + second.asked.length + source.asked.length).toBeLessThanOrEqual(1.1 * ideal)
  })
})
