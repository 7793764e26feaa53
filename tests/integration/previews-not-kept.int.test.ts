import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sql } from '~db/client'
import { createSandbox } from '~server/sandbox'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, postRecommend } from './support/api'
import { fillCatalog } from './support/tracks'

const CATALOGUE = { tracks: 60, playlists: 6 }
const sandbox = createSandbox(CATALOGUE)
/** A second of nothing would be found everywhere: bytes from the middle of the sound. */
const NEEDLE = { at: 200_000, bytes: 48 }

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  await fillCatalog(database.sql, 0, 1)
  const env = { FEATURE_SOURCES: 'deezer', SANDBOX_TRACKS: '60', SANDBOX_PLAYLISTS: '6' }
  server = await startTestServer({ databaseUrl: database.url, env })
}, 120_000)
afterAll(async () => {
  await server.stop()
  await database.drop()
})

/** Every column of every table as one text, bytes in hexadecimal. */
async function dumpDatabase(sql: Sql): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`
  const parts = await Promise.all(
    tables.map(
      ({ name }) =>
        sql<{ text: string | null }[]>`select string_agg(t::text, ' ') as text from ${sql(name)} t`,
    ),
  )
  return parts.flatMap(([row]) => row?.text ?? []).join(' ')
}

it('a preview that was analysed leaves its figures, and no sound and no address, in the database or on disk', async () => {
  const id = sandbox.catalogue.playlistIds().find((known) => sandbox.catalogue.playlist(known)?.public) ?? ''
  const answer = await postRecommend(server, { url: `https://open.spotify.com/playlist/${id}` })
  const { job } = (await answer.json()) as { job: { id: string } }
  expect((await endOfJob(makeClient(server), job.id)).state).toBe('done')
  const heard = await database.sql<{ spotify_id: string; extractor: string }[]>`
    select t.spotify_id, f.extractor from feature_sets f join tracks t on t.id = f.track_id where f.source = 'dsp'`
  expect(heard.length).toBeGreaterThan(2)

  const dump = await dumpDatabase(database.sql)
  const files = await readdir(server.dataDir, { recursive: true, withFileTypes: true })
  const contents = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name))),
  )
  expect(dump).toContain(heard[0]?.spotify_id)
  expect(dump).not.toMatch(/\.wav|\/preview\/|dzcdn/)
  for (const { spotify_id } of heard.slice(0, 3)) {
    const preview = await sandbox.handle(new Request(`http://sandbox.test/preview/${spotify_id}.wav`))
    const sound = Buffer.from(await preview.arrayBuffer()).subarray(NEEDLE.at, NEEDLE.at + NEEDLE.bytes)
    expect(new Set(sound).size, 'the needle is sound').toBeGreaterThan(8)
    expect(dump.includes(sound.toString('hex'))).toBe(false)
    expect(contents.some((content) => content.includes(sound))).toBe(false)
  }
}, 120_000)
