import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFile, type SegueClient } from '~server/client'
import { findFreePort } from '../setup/ports'
import { makeDataDir, spawnServer, startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { startVectorDatabase, type VectorDatabase } from '../setup/vector-database'
import { endOfJob, makeClient, recommend } from './support/api'

let vectors: VectorDatabase
let database: TestDatabase
let dataDir: string
let server: TestServer
let client: SegueClient

const env = () => ({
  VECTOR_STORE: 'pgvector',
  VECTOR_DATABASE_URL: vectors.url,
  TEST_VECTOR_EXACT_MAX: '100',
  INDEX_REBUILD_AT: 'off',
})
const start = async () => {
  server = await startTestServer({ databaseUrl: database.url, dataDir, env: env(), seeded: true })
  client = makeClient(server)
}
/** The whole server with its vectors in a database: the catalog's Postgres has no pgvector, the other has no catalog. */
beforeAll(async () => {
  vectors = await startVectorDatabase()
  database = await createTestDatabase()
  dataDir = await makeDataDir()
  await start()
  // The catalog outgrew the first versions while it was filled; from here on nothing is built by itself.
  await endOfJob(client, (await client.index.rebuild.mutate()).id)
}, 180_000)
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
  await database.drop()
  await vectors.stop()
})

const header = 'track_name,track_artist,danceability,energy,key,loudness,mode,valence,tempo,duration_ms'
const rows = Array.from(
  { length: 30 },
  (_, n) =>
    `Row ${n},Artist ${n},0.${n + 10},0.${99 - n},${n % 12},-${n % 9},1,0.${(n * 7) % 90},${80 + n},200000`,
)

describe('a server with VECTOR_STORE=pgvector', () => {
  it('recommends from a graph in the database', async () => {
    const { current } = await client.index.status.query()
    expect(current).toMatchObject({ kind: 'hnsw', nlist: null, nprobe: null })
    expect(current?.efSearch).toBeGreaterThanOrEqual(80)
    expect(current?.recall).toBeGreaterThanOrEqual(0.98)
    const [id = ''] = (await client.track.ids.query({ limit: 1 })).ids
    const { tracks, catalogSize } = await recommend(server, `spotify:track:${id}`, 10)
    expect(tracks).toHaveLength(10)
    expect(tracks.every(({ score }, i) => i === 0 || score <= (tracks[i - 1]?.score ?? 0))).toBe(true)
    expect(catalogSize).toBeGreaterThan(100)
  })

  it('answers many people at once as it answers one', async () => {
    const { ids } = await client.track.ids.query({ limit: 12 })
    const ask = async (id: string) =>
      (await recommend(server, `spotify:track:${id}`, 5)).tracks.map(({ track }) => track.id)
    const together = await Promise.all(ids.map(ask))
    for (const [i, id] of ids.entries()) expect(await ask(id)).toEqual(together[i])
  })

  it('finds the tracks of a file once it is imported', async () => {
    const before = await client.index.status.query()
    const file = new Blob([[header, ...rows].join('\n')])
    const job = await client.import.file.mutate(file, describeFile({ filename: 'mine.csv' }))
    expect(await endOfJob(client, job.id)).toMatchObject({ state: 'done' })
    const after = await client.index.status.query()
    expect(after.live).toBe(before.live + rows.length)
    expect(after.live).toBe(after.searchable)
  })

  it('is rebuilt, checked and rolled back', async () => {
    const first = (await client.index.status.query()).current?.version ?? 0
    const job = await client.index.rebuild.mutate()
    expect(await endOfJob(client, job.id)).toMatchObject({ state: 'done', error: null })
    expect((await client.index.status.query()).current?.version).toBeGreaterThan(first)
    expect(await client.index.verify.mutate()).toMatchObject({ ok: true, live: { ok: true } })
    expect((await client.index.rollback.mutate({ version: first })).current?.version).toBe(first)
  })

  it('keeps no index files, and builds none after a restart', async () => {
    const before = await client.index.status.query()
    await server.stop()
    await start()
    const after = await client.index.status.query()
    expect(after.current?.version).toBe(before.current?.version)
    expect(after.live).toBe(before.live)
    const files = await readdir(path.join(dataDir, 'index')).catch(() => [])
    expect(files).toEqual([])
  })
})

describe('a server that cannot keep its vectors says why', () => {
  const failToStart = async (changed: Record<string, string>) => {
    const started = spawnServer({
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      SANDBOX_TRACKS: '0',
      ...env(),
      ...changed,
    })
    expect(await started.exited).toEqual({ code: 1, signal: null })
    return started.stderr()
  }

  it('where the database has no pgvector', async () => {
    const said = await failToStart({ VECTOR_DATABASE_URL: database.url })
    expect(said).toMatch(/^Segue did not start: .*needs the extension pgvector.*VECTOR_STORE=faiss.*\n$/)
  })

  it('where it does not answer', async () => {
    const url = new URL(vectors.url)
    url.port = String(await findFreePort())
    const said = await failToStart({
      VECTOR_DATABASE_URL: url.href,
      TEST_DATABASE_CONNECT_TIMEOUT_SECONDS: '2',
    })
    expect(said).toMatch(
      /^Segue did not start: The database of the vectors does not answer.*VECTOR_DATABASE_URL/,
    )
  })
})
