import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FeatureSource } from '~server/domain/features/features'
import { createSourceChain } from '~server/sources/source-chain'
import { createReccoBeatsSource } from '~server/sources/reccobeats'
import { connectLookAlike } from '~server/sources/testing/sandbox-line'
import { createTokenSealer } from '~server/accounts/identity/token-sealer'
import { createMemoryLocks } from '~server/catalog/testing/fakes'
import { createMemoryResultStore } from '~server/redis/result-store'
import { createAccountRepository } from '~server/accounts/account.repository'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createFeatureMissRepository } from '~server/catalog/vectors/feature-miss.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createReadingRepository } from '~server/catalog/store/reading.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import { createSandbox, parseFaults, SANDBOX_CLIENT, type Sandbox } from '~server/sandbox'
import { signIn } from '~server/sandbox/testing/client'
import { sealTokens } from '~server/accounts/account-tokens'
import { ingestPlaylist } from '~server/ingestion/playlists/ingest-playlist'
import type { ResultStore } from '~server/similar/result-cache'
import { createUserTokens } from '~server/accounts/user-tokens'
import type { AccessTokens } from '~server/spotify/app-token'
import { createCachedHttp } from '~server/spotify/cached-http'
import { createSpotifyClient } from '~server/spotify/client'
import { createSpotifyHttp } from '~server/spotify/http'
import { createLimits } from '~server/spotify/limits'
import { createRefreshToken } from '~server/spotify/refresh-token'
import { createTestDatabase, type TestDatabase } from '../setup/services'

const ORIGIN = 'http://sandbox.test'
const PRECEDENCE: FeatureSource[] = ['reccobeats']
const CATALOGUE = { tracks: 4000, playlists: 6 }

const makeStore = () => createMemoryResultStore({ ttlSeconds: 3600, maxBytes: 64 * 1024 ** 2 })

/**
 * Spotify as a signed-in user of a new development app meets it, with tokens that are kept and renewed as they are in the
 * house; the one that it begins with is over where `expireAfter` calls were made.
 */
async function connectUser(faults: string, seed: number, store: ResultStore, expireAfter = Infinity) {
  let now = Date.parse('2026-11-22T12:00:00Z')
  const clock = () => now
  const shape = { ...CATALOGUE, appKind: 'dev-new' as const, now: clock }
  const sandbox = createSandbox(shape)
  const disturbed = createSandbox({ ...shape, faults: parseFaults(faults, seed) })
  const {
    access_token: accessToken,
    refresh_token: renewal = '',
    expires_in: seconds,
  } = await signIn(sandbox)
  const accounts = createAccountRepository(database.sql, 'spotify')
  const sealer = createTokenSealer([randomBytes(32)])
  const accountId = 'mirela'
  const granted = { accessToken, refreshToken: renewal, expiresAt: new Date(now + seconds * 1000) }
  const userId = await accounts.connect({
    accountId,
    displayName: null,
    scopes: [],
    tokens: sealTokens(sealer, accountId, granted),
    toRole: () => 'user',
  })
  let refreshes = 0
  const refresh = createRefreshToken({
    accountsUrl: `${ORIGIN}/accounts`,
    clientId: SANDBOX_CLIENT.id,
    fetch: (input, init) => sandbox.handle(new Request(input, init)),
    timeoutMs: 5000,
    now: clock,
  })
  const users = createUserTokens({
    accounts,
    sealer,
    refreshToken: (token) => {
      refreshes++
      return refresh(token)
    },
    locks: createMemoryLocks((name) => createFenceRepository(database.sql).draw(name)),
    now: clock,
  })
  const tokens: AccessTokens = {
    get: (signal) => users.getAccessToken(userId, signal),
    refresh: (stale, signal) => users.replaceAccessToken(userId, stale, signal),
  }
  const asked: string[] = []
  const client = connect(disturbed, tokens, store, (path) => {
    asked.push(path)
    if (asked.length === expireAfter) now += 2 * 3600_000
  })
  return { client, asked, refreshes: () => refreshes }
}

/** Where a new development app gets its values from, as Spotify has closed its own: ReccoBeats. */
function connectFeatures(faults: string, seed: number) {
  const { line, asked } = connectLookAlike('/reccobeats/v1', {
    ...CATALOGUE,
    faults: parseFaults(faults, seed),
  })
  const features = createSourceChain({
    sources: [createReccoBeatsSource(line)],
    misses: createFeatureMissRepository(database.sql),
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
    createCachedHttp({ http, store, owner: 'mirela', metadataSeconds: 3600, negativeSeconds: 60 }),
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
  const tracks = createTrackRepository(database.sql, PRECEDENCE)
  const deps = {
    catalog: createCatalogRepository(database.sql),
    precedence: PRECEDENCE,
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

const emptyCatalog = () =>
  database.sql`truncate playlists, playlist_readings, tracks, feature_misses, users cascade`
/**
 * Every page once, and every batch of thirty tracks; the playlist's head comes with its first page, and is looked at
 * again at the end: has it changed meanwhile?
 */
const pages = Math.ceil(size / 50)
const ideal = pages + 1 + Math.ceil(new Set(mine?.items.filter((index) => index >= 0)).size / 30)
const BAD_DAY = 'rate-limit:1=0.01 error:503=0.01'

describe('a playlist of a thousand tracks on a bad day', () => {
  // Each call that fails is made again, and nothing else is: there is room for the quota and five faults, where one or two
  // are to be expected. The token that ends costs no call of the Web API: when it ends is known.
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'with 429s, 5xx, a token that ends and a quota that ends soon, comes whole in hardly more calls (seed %i)',
    async (seed) => {
      await emptyCatalog()
      const user = await connectUser(`${BAD_DAY} quota:1@playlistsx1+14`, seed, makeStore(), 8)
      const source = connectFeatures(BAD_DAY, seed)
      const report = await ingest(user, source, 60)
      const tracks = [...(mine?.items ?? [])].filter((index) => index >= 0)
      expect(report).toMatchObject({ read: size, added: new Set(tracks).size, playlists: 1 })
      await expectComplete()
      expect(user.refreshes()).toBe(1)
      const calls = user.asked.length + source.asked.length
      expect(calls).toBeGreaterThan(ideal)
      expect(calls).toBeLessThanOrEqual(1.1 * ideal)
    },
  )

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
    // Each page once, the first with the head, and the one that the quota refused.
    expect(read).toHaveLength(pages)
    expect(first.asked.length + second.asked.length + source.asked.length).toBeLessThanOrEqual(1.1 * ideal)
  })
})
