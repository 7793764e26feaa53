import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeezerSource } from '~server/sources/deezer'
import { createSourceChain } from '~server/sources/source-chain'
import { toDestination } from '~server/outgoing/destination'
import { createGuardedGet } from '~server/outgoing/guarded-get'
import { createPace } from '~server/sources/pace'
import { createReccoBeatsSource } from '~server/sources/reccobeats'
import { createSpotifyFeatureSource } from '~server/sources/spotify-source'
import { createAudioPool } from '~server/audio/audio-pool'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFeatureMissRepository } from '~server/catalog/vectors/feature-miss.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { createReadingRepository } from '~server/catalog/store/reading.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import { createSandbox, startSandboxServer, type Sandbox, type SandboxServer } from '~server/sandbox'
import type { Fault } from '~server/sandbox/faults'
import { isCovered } from '~server/sandbox/look-alikes/coverage'
import { signIn } from '~server/sandbox/testing/client'
import { ingestPlaylist } from '~server/ingestion/playlists/ingest-playlist'
import { createMemoryLocks, tools } from '~server/catalog/testing/fakes'
import { createSpotifyClient } from '~server/spotify/client'
import { createSpotifyHttp } from '~server/spotify/http'
import { createLimits } from '~server/spotify/limits'
import { inRoot } from '../../scripts/lib/paths.mjs'
import { startTestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, postRecommend } from './support/api'
import { fillCatalog, PRECEDENCE } from './support/tracks'

/** New development app: Spotify gives no values, and lists only to those who own them. */
const audio = createAudioPool({
  filename: inRoot('build', 'workers', 'audio.task.mjs'),
  threads: 2,
  maxQueue: 16,
  timeoutMs: 30_000,
  heapMb: 256,
})
afterAll(() => audio.close())

let database: TestDatabase
let sandbox: Sandbox
let server: SandboxServer
const closers: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  sandbox = createSandbox({ tracks: 120, playlists: 12, appKind: 'dev-new' })
  server = await startSandboxServer(sandbox, { host: '127.0.0.1', port: 0 })
  closers.push(() => server.close())
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A catalog of its own, with every source of the chain against the sandbox. */
async function house(reccoBeatsTimeoutMs = 5000) {
  database = await createTestDatabase()
  closers.push(() => database.drop())
  const outgoing = createGuardedGet()
  closers.push(outgoing.close)
  const line = (path: string, timeoutMs = 5000) => ({
    get: outgoing.get,
    baseUrl: server.url + path,
    destination: toDestination(server.url),
    pace: createPace({ perSecond: 1000, maxWaitMs: 10_000 }),
    timeoutMs,
    maxRetries: 1,
  })
  const { access_token } = await signIn(sandbox)
  const spotify = createSpotifyClient(
    createSpotifyHttp({
      apiUrl: `${server.url}/v1`,
      tokens: { get: () => Promise.resolve(access_token), refresh: () => Promise.resolve(access_token) },
      limits: createLimits({ perSecond: 1000, perDay: 0, concurrency: 4 }),
      fetch,
      timeoutMs: 5000,
      maxRetries: 1,
    }),
  )
  const onFault = vi.fn()
  const features = createSourceChain({
    sources: [
      createSpotifyFeatureSource(spotify),
      createReccoBeatsSource(line('/reccobeats/v1', reccoBeatsTimeoutMs)),
      createDeezerSource({
        line: line('/deezer'),
        preview: { audio, maxBytes: 8_000_000, timeoutMs: 10_000 },
        concurrency: 4,
      }),
    ],
    misses: createFeatureMissRepository(database.sql),
    onFault,
  })
  const tracks = createTrackRepository(database.sql, PRECEDENCE)
  const deps = {
    spotify,
    features,
    tracks,
    catalog: createCatalogRepository(database.sql),
    precedence: PRECEDENCE,
    playlists: createPlaylistRepository(database.sql),
    index: { follow: () => Promise.resolve() },
    readings: createReadingRepository(database.sql),
    locks: createMemoryLocks((name) => createFenceRepository(database.sql).draw(name)),
    maxItems: 1000,
    patienceSeconds: 60,
    reader: null,
  }
  const ingest = () => ingestPlaylist(deps, playlist().id, tools())
  return { ingest, onFault, sql: database.sql }
}

/** The shortest list that the signed-in user may read, and what stands in it. */
function playlist() {
  const { catalogue } = sandbox
  const [own] = catalogue
    .playlists()
    .filter(({ owner, items }) => owner === 'mirela' && items.filter((item) => item >= 0).length >= 15)
    .sort((a, b) => a.items.length - b.items.length)
  if (!own) throw new Error('the user has no list of at least 15 tracks')
  const indexes = [...new Set([...own.items].filter((item) => item >= 0))]
  return { id: catalogue.idOf('playlist', own.index), indexes }
}

/** Who should have described each track, by what the look-alikes cover. */
function expectedSources(without: 'reccobeats' | 'deezer' | null = null): Map<string, string> {
  const covers = (by: Parameters<typeof isCovered>[0], index: number) =>
    isCovered(by, sandbox.catalogue.seed, sandbox.catalogue.trackAt(index))
  return new Map(
    playlist().indexes.map((index) => {
      const heard = without !== 'deezer' && covers('deezer', index) && covers('deezer-preview', index)
      const source =
        without !== 'reccobeats' && covers('reccobeats', index) ? 'reccobeats' : heard ? 'dsp' : 'none'
      return [sandbox.catalogue.idOf('track', index), source]
    }),
  )
}

async function readSources(sql: TestDatabase['sql']): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; source: string; vector: boolean }[]>`
    select t.public_id as id, coalesce(f.source, 'none') as source, v.track_id is not null as vector
    from tracks t left join feature_sets f on f.track_id = t.id left join track_vectors v on v.track_id = t.id`
  for (const { source, vector } of rows) expect(vector).toBe(source !== 'none')
  return new Map(rows.map(({ id, source }) => [id, source]))
}

const sorted = (map: Map<string, string>) => [...map].sort()
const countOf = (map: Map<string, string>, source: string) =>
  [...map.values()].filter((value) => value === source).length

describe('a playlist of a new development app', () => {
  it('is described by ReccoBeats where that knows it, by what is heard elsewhere, and not at all for the rest', async () => {
    const { ingest, sql, onFault } = await house()
    const expected = expectedSources()
    expect(['reccobeats', 'dsp', 'none'].map((source) => countOf(expected, source) > 0)).toEqual([
      true,
      true,
      true,
    ])
    const report = await ingest()
    expect(sorted(await readSources(sql))).toEqual(sorted(expected))
    const silent = [...expected].filter(([, source]) => source === 'none').map(([id]) => id)
    expect(report.undescribed).toBe(silent.length)
    expect(report.searchable).toBe(expected.size - silent.length)
    const names = silent.map((id) => sandbox.catalogue.track(id)?.title)
    expect(report.undescribedNamed.map(({ name }) => name).sort()).toEqual(names.sort())
    for (const { reason } of report.undescribedNamed) {
      expect(reason).toBe(
        'Spotify: it does not give values to this client id; ReccoBeats: it does not know the track; ' +
          'Deezer: it does not know the track',
      )
    }
    expect(onFault.mock.calls.map(([source]) => (source as { name: string }).name)).toEqual(['spotify'])
    const extractors = await sql<{ source: string; extractor: string; recent: boolean }[]>`
      select distinct source, extractor, fetched_at > now() - interval '5 minutes' as recent
      from feature_sets order by source`
    expect([...extractors]).toEqual([
      { source: 'dsp', extractor: 'segue-dsp-2 on deezer preview', recent: true },
      { source: 'reccobeats', extractor: 'reccobeats-v1', recent: true },
    ])
    const [heard] = await sql<{ values: Record<string, number> }[]>`
      select values from feature_sets where source = 'dsp' limit 1`
    expect(Object.keys(heard?.values ?? {})).toEqual(
      expect.arrayContaining(['loudness', 'tempo', 'mfcc_mean_1']),
    )
  })

  it('does not ask again about what nobody knew', async () => {
    const { ingest, sql } = await house()
    await ingest()
    const missed = await sql<{ source: string }[]>`select distinct source from feature_misses order by source`
    expect(missed.map(({ source }) => source)).toEqual(['deezer', 'reccobeats'])
    await sql`update playlists set snapshot_id = 'another'`
    const calls = vi.spyOn(sandbox, 'handle')
    const again = await ingest()
    const asked = calls.mock.calls.map(([request]) => new URL(request.url).pathname)
    calls.mockRestore()
    expect(again.undescribed).toBeGreaterThan(0)
    expect(asked.filter((path) => path.startsWith('/reccobeats') || path.startsWith('/deezer'))).toEqual([])
  })

  const faults: [string, Fault][] = [
    ['down', { kind: 'error', status: 503 }],
    ['slow', { kind: 'slow', milliseconds: 30_000 }],
    ['talking garbage', { kind: 'html' }],
    ['breaking off', { kind: 'truncated' }],
    ['asking us to slow down for long', { kind: 'rate-limit', retryAfter: 3600 }],
  ]
  it.each(faults)('goes on without ReccoBeats when that is %s', async (_what, fault) => {
    const { ingest, sql } = await house(400)
    sandbox.inject({ group: 'reccobeats', times: 99, fault })
    const report = await ingest()
    expect(sorted(await readSources(sql))).toEqual(sorted(expectedSources('reccobeats')))
    for (const { reason } of report.undescribedNamed) {
      expect(reason).toMatch(/ReccoBeats: its? (answer|does|is|asks)/)
    }
  })

  it('goes on without Deezer when that is down, and says so', async () => {
    const { ingest, sql } = await house()
    sandbox.inject({ group: 'deezer', times: 999, fault: { kind: 'error', status: 503 } })
    const report = await ingest()
    expect(sorted(await readSources(sql))).toEqual(sorted(expectedSources('deezer')))
    expect(report.undescribedNamed[0]?.reason).toContain('Deezer: it is in trouble (status 503)')
  })
})

describe('FEATURE_SOURCES', () => {
  it('chooses who is asked: without Spotify, ReccoBeats and Deezer fill the catalog of the running server', async () => {
    const own = await createTestDatabase()
    await fillCatalog(own.sql, 0, 1)
    const running = await startTestServer({
      databaseUrl: own.url,
      env: { FEATURE_SOURCES: 'reccobeats,deezer', SANDBOX_TRACKS: '100', SANDBOX_PLAYLISTS: '6' },
    })
    try {
      const { catalogue } = createSandbox({ tracks: 100, playlists: 6 })
      const id = catalogue.playlistIds().find((known) => catalogue.playlist(known)?.public) ?? ''
      const answer = await postRecommend(running, { url: `https://open.spotify.com/playlist/${id}` })
      const { job } = (await answer.json()) as { job: { id: string } }
      const done = await endOfJob(makeClient(running), job.id)
      expect(done.state).toBe('done')
      const rows = await own.sql<{ source: string }[]>`
        select distinct f.source from feature_sets f join tracks t on t.id = f.track_id
        where t.spotify_id is not null and t.source = 'spotify' order by f.source`
      expect(rows.map(({ source }) => source)).toEqual(['dsp', 'reccobeats'])
    } finally {
      await running.stop()
      await own.drop()
    }
  })
})
