import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deafen } from '~server/quality/domain/testing/deafen'
import { fitScaler } from '~server/domain/features/scaler'
import { VECTOR_SPEC } from '~server/domain/features/vector-spec'
import { createEvaluationPool, type EvaluationPool } from '~server/quality/evaluation-pool'
import { createIndexPool, type IndexPool } from '~server/vector-index/pool/index-pool'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { readEvaluationCatalog } from '~server/quality/evaluation-catalog.repository'
import { createIndexFileRepository } from '~server/vector-index/index-file.repository'
import { createIndexVersionRepository } from '~server/vector-index/index-version.repository'
import { createQualityRepository } from '~server/quality/quality.repository'
import { createVectorSource } from '~server/catalog/vectors/vector-source'
import { judgeScaler } from '~server/quality/judge-scaler'
import { storeTracks } from '~server/catalog/store-tracks'
import { createAcceptVersion } from '~server/vector-index/accept-version'
import { createFaissStore } from '~server/vector-index/faiss-store'
import { createIndexManager } from '~server/vector-index/index-manager'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { idOf, PRECEDENCE, makeTrack, makeValues } from './support/tracks'

const task = (name: string) => path.resolve(import.meta.dirname, `../../build/workers/${name}.task.mjs`)
const log = pino({ level: 'silent' })
const TRACKS = 1200
const STYLES = 12
const LIST_TRACKS = 30

let database: TestDatabase
let directory: string
let threads: IndexPool
let evaluations: EvaluationPool
beforeAll(async () => {
  database = await createTestDatabase()
  directory = await mkdtemp(path.join(tmpdir(), 'segue-gate-'))
  threads = createIndexPool({
    filename: task('index'),
    threads: 1,
    maxQueue: 64,
    batchMax: 64,
    timeoutMs: 10_000,
  })
  evaluations = createEvaluationPool({ filename: task('evaluate') })
  await fillStyledCatalog()
})
afterAll(async () => {
  await Promise.all([threads.close(), evaluations.close()])
  await database.drop()
  await rm(directory, { recursive: true, force: true })
})

/** Songs of some styles that sound alike, and playlists that keep to one style each. */
async function fillStyledCatalog() {
  const batch = Array.from({ length: TRACKS }, (_, n) => {
    const style = makeValues(1000 + (n % STYLES) * 37)
    const own = makeValues(n)
    const near = (name: 'energy' | 'valence' | 'danceability' | 'acousticness') =>
      0.9 * (style[name] ?? 0) + 0.1 * (own[name] ?? 0)
    const values = {
      ...own,
      energy: near('energy'),
      valence: near('valence'),
      danceability: near('danceability'),
      acousticness: near('acousticness'),
    }
    const features = { source: 'file' as const, extractor: 'file', fetchedAt: new Date(), values }
    const artists = [{ spotifyId: null, name: `Artist ${String(n % 400)}` }]
    return { track: makeTrack(n, { artists }), source: 'file' as const, features: [features] }
  })
  const saved = await storeTracks(
    { catalog: createCatalogRepository(database.sql), precedence: PRECEDENCE },
    batch,
  )
  for (let list = 0; list < 2 * STYLES; list++) {
    const [row] = await database.sql<{ id: string }[]>`
      insert into playlists (public_id, name, source) values (${idOf(list)}, 'A list', 'spotify')
      returning id`
    const ids = saved.flatMap(({ id }, n) => (n % STYLES === list % STYLES ? [id] : []))
    const from = list < STYLES ? 0 : LIST_TRACKS
    for (const [position, id] of ids.slice(from, from + LIST_TRACKS).entries()) {
      await database.sql`
        insert into playlist_items (playlist_id, position, track_id) values (${row?.id ?? ''}, ${position}, ${id})`
    }
  }
}

/** The keeper with its real judge over real threads, files and Postgres; `broken` builds fit a deaf scaler. */
function createKeeper(state: { broken: boolean }) {
  const { sql } = database
  const build: IndexPool['build'] = (work) =>
    threads.build(state.broken ? { ...work, scaler: deafen(fitScaler(work.shaped)) } : work)
  const judging = {
    ...createQualityRepository(sql),
    ...evaluations,
    readCatalog: () => readEvaluationCatalog(sql, VECTOR_SPEC.version),
    signal: new AbortController().signal,
    log,
  }
  const vectors = createVectorSource(sql, VECTOR_SPEC.version)
  return createIndexManager(
    {
      store: createFaissStore(
        { threads: { ...threads, build }, vectors, directory, files: createIndexFileRepository(sql), log },
        { exactMax: 10_000, recallTarget: 0.98, threads: 1 },
      ),
      versions: createIndexVersionRepository(sql),
      acceptVersion: createAcceptVersion({
        recallTarget: 0.98,
        judge: (scalers) => judgeScaler(judging, scalers, { seconds: 60 }),
      }),
      log,
      vectors,
    },
    { exactMax: 10_000, keepVersions: 3, releaseAfterMs: 100 },
  )
}

describe('the quality gate', () => {
  it('refuses a version that finds less on the instance’s own playlists, and lets a good one pass', async () => {
    const state = { broken: false }
    const keeper = createKeeper(state)
    await keeper.start()
    expect(keeper.getLive().version.version).toBe(1)

    state.broken = true
    await expect(keeper.rebuild()).rejects.toMatchObject({
      code: 'INDEX_VERSION_REFUSED',
      message: expect.stringMatching(
        /It loses \d+\.\d % of the hidden playlist tracks that Continue finds/,
      ) as unknown,
    })
    const [refused] = await keeper.listVersions()
    expect(refused).toMatchObject({ version: 2, state: 'refused' })
    expect(refused?.reason).toMatch(/\(\d+\.\d % instead of \d+\.\d %, 24 playlists\)\.$/)
    expect(keeper.getLive().version.version).toBe(1)
    expect((await readdir(directory)).filter((name) => name.endsWith('.faiss'))).toHaveLength(1)

    state.broken = false
    const { sql } = database
    await sql`delete from track_vectors where track_id in (select id from tracks order by id desc limit 40)`
    await keeper.rebuild()
    expect(keeper.getLive()).toMatchObject({ count: TRACKS - 40, version: { version: 3, state: 'current' } })
  })
})
