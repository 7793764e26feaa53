import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeDataDir, startTestServer, until, type TestServer } from '../setup/server'

const BUNDLE = path.resolve(import.meta.dirname, '../../build/cli/index.mjs')
const Status = z.object({
  live: z.number(),
  searchable: z.number(),
  current: z.object({ version: z.number() }),
})
const Similar = z.object({
  tracks: z.array(z.object({ track: z.object({ id: z.string() }), score: z.number() })),
})

/** Polling stands still, so that what is quick is owed to notifications; one process polls and may not listen. */
const POLL_RARELY = { TEST_INDEX_POLL_MS: '600000', INDEX_REBUILD_AT: 'off' }

let database: TestDatabase
let writer: TestServer
let beside: TestServer
let elsewhere: TestServer
let dataDirs: string[]

/** Three processes on one database: two share a disk, the third has one of its own. */
beforeAll(async () => {
  database = await createTestDatabase()
  dataDirs = [await makeDataDir(), await makeDataDir()]
  const [shared = '', own = ''] = dataDirs
  const start = (dataDir: string, seeded: boolean) =>
    startTestServer({ databaseUrl: database.url, dataDir, seeded, env: POLL_RARELY })
  writer = await start(shared, true)
  beside = await start(shared, false)
  elsewhere = await start(own, false)
}, 120_000)
afterAll(async () => {
  await Promise.all([writer, beside, elsewhere].map((server) => server.stop()))
  await database.drop()
  for (const dataDir of dataDirs) await rm(dataDir, { recursive: true, force: true })
})

async function ask<T>(
  server: TestServer,
  procedure: string,
  input: unknown,
  shape: z.ZodType<T>,
): Promise<T> {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
  const response = await fetch(`${server.url}/api/trpc/${procedure}${query}`)
  if (!response.ok) throw new Error(`${procedure}: ${String(response.status)} ${await response.text()}`)
  return z.object({ result: z.object({ data: shape }) }).parse(await response.json()).result.data
}
const statusOf = (server: TestServer) => ask(server, 'index.status', undefined, Status)

async function segue(
  server: TestServer,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [BUNDLE, ...args], {
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      SEGUE_URL: server.url,
      SERVICE_SECRET: server.serviceSecret,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

const converged = (wanted: { live?: number; version?: number }) =>
  until(
    `every process to have ${JSON.stringify(wanted)}`,
    async () => {
      const all = await Promise.all([writer, beside, elsewhere].map(statusOf))
      return all.every(
        ({ live, current }) =>
          live === (wanted.live ?? live) && current.version === (wanted.version ?? current.version),
      )
    },
    10_000,
  )

/** Scores in thousandths of a thousandth: copies are built by different calls of the same arithmetic. */
async function answersOf(server: TestServer) {
  const rows = await database.sql<{ public_id: string }[]>`
    select public_id from tracks join track_vectors on track_id = id order by id limit 8`
  return Promise.all(
    rows.map(async ({ public_id: id }) => {
      const { tracks } = await ask(server, 'similar.find', { id, k: 20 }, Similar)
      return { id, near: tracks.map(({ track, score }) => [track.id, score.toFixed(6)]) }
    }),
  )
}

async function expectSameAnswers() {
  const expected = await answersOf(writer)
  expect(expected[0]?.near).toHaveLength(20)
  expect(await answersOf(beside)).toEqual(expected)
  expect(await answersOf(elsewhere)).toEqual(expected)
}

describe('three processes on one database', () => {
  test('have what one of them imported, and answer alike', async () => {
    const { searchable } = await statusOf(writer)
    expect(searchable).toBeGreaterThan(100)
    await converged({ live: searchable })
    await expectSameAnswers()
  })

  test('forget a removed track', async () => {
    const { live } = await statusOf(writer)
    const [gone] = await database.sql<{ id: string; public_id: string }[]>`
      select id, public_id from tracks join track_vectors on track_id = id order by id desc limit 1`
    const startedAt = performance.now()
    await database.sql`delete from tracks where id = ${gone?.id ?? ''}`
    await converged({ live: live - 1 })
    console.info(`forgotten by all after ${(performance.now() - startedAt).toFixed(0)} ms`)
    await expectSameAnswers()
    expect(JSON.stringify(await answersOf(elsewhere))).not.toContain(gone?.public_id)
  })

  test('take over what one of them builds, and a roll-back', async () => {
    const before = (await statusOf(writer)).current.version
    const rebuilt = await segue(writer, 'index', 'rebuild', '--json')
    expect(rebuilt.code).toBe(0)
    const { current } = Status.parse(JSON.parse(rebuilt.out))
    expect(current.version).toBeGreaterThan(before)
    await converged({ version: current.version })
    await expectSameAnswers()

    expect((await segue(beside, 'index', 'rollback')).code).toBe(0)
    await converged({ version: before })
    await expectSameAnswers()
  })

  test('end with the same answers when one is killed and started again', async () => {
    const { live } = await statusOf(writer)
    await elsewhere.stop('SIGKILL')
    await database.sql`delete from tracks where id in (select max(track_id) from track_vectors)`
    elsewhere = await startTestServer({
      databaseUrl: database.url,
      ...(dataDirs[1] === undefined ? {} : { dataDir: dataDirs[1] }),
      env: POLL_RARELY,
    })
    await converged({ live: live - 1 })
    await expectSameAnswers()
  })

  test('verify their files, and name the one that was changed', async () => {
    const whole = await segue(writer, 'index', 'verify', '--json')
    expect(whole.code, whole.err).toBe(0)
    expect(JSON.parse(whole.out)).toMatchObject({ ok: true, live: { ok: true } })
    const asIsThere = await segue(elsewhere, 'index', 'verify')
    expect(asIsThere.code, asIsThere.err).toBe(0)
    expect(asIsThere.out).toMatch(/elsewhere +built on \S+, not on this disk/)
    const folder = path.join(dataDirs[0] ?? '', 'index')
    const [file = ''] = (await readdir(folder)).filter((name) => name.endsWith('.faiss'))
    await writeFile(path.join(folder, file), 'broken')
    const broken = await segue(writer, 'index', 'verify')
    expect(broken.code).toBe(1)
    expect(broken.err).toContain(`the checksum of ${file} does not match`)
  })
})
