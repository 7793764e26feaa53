import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox } from '~server/sandbox'
import { createM4aPreview } from '~server/sandbox/audio/m4a-preview'
import { isCovered } from '~server/sandbox/look-alikes/coverage'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, postRecommend } from './support/api'
import { fillCatalog } from './support/tracks'

const CATALOGUE = { tracks: 100, playlists: 6 }
const { catalogue } = createSandbox(CATALOGUE)
const list = catalogue.playlists().find((known) => known.public)
/** Bytes of AAC from the middle of a preview. */
const NEEDLE = { at: 40_000, bytes: 48 }

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  await fillCatalog(database.sql, 0, 1)
  const env = { FEATURE_SOURCES: 'itunes', SANDBOX_TRACKS: '100', SANDBOX_PLAYLISTS: '6' }
  server = await startTestServer({ databaseUrl: database.url, env })
}, 120_000)
afterAll(async () => {
  await server.stop()
  await database.drop()
})

/** Tracks of the list that the look-alike sells with a preview; all others are sold without one, or not at all. */
function expectHeard(): string[] {
  const indexes = [...new Set([...(list?.items ?? [])].filter((item) => item >= 0))]
  return indexes
    .filter((index) => {
      const track = catalogue.trackAt(index)
      return isCovered('itunes', catalogue.seed, track) && isCovered('itunes-preview', catalogue.seed, track)
    })
    .map((index) => catalogue.idOf('track', index))
    .sort()
}

describe('with iTunes as the one source of sound', () => {
  it('tracks without values get a vector from what is heard in their preview, and can be asked about', async () => {
    const id = catalogue.idOf('playlist', list?.index ?? 0)
    const answer = await postRecommend(server, { url: `https://open.spotify.com/playlist/${id}` })
    const { job } = (await answer.json()) as { job: { id: string } }
    expect((await endOfJob(makeClient(server), job.id)).state).toBe('done')
    const rows = await database.sql<{ id: string; source: string; extractor: string; values: object }[]>`
      select t.spotify_id as id, f.source, f.extractor, f.values
      from tracks t join feature_sets f on f.track_id = t.id join track_vectors v on v.track_id = t.id
      where t.source = 'spotify' order by t.spotify_id`
    expect(rows.map((row) => row.id)).toEqual(expectHeard())
    expect(rows.length).toBeGreaterThan(4)
    for (const { source, extractor, values } of rows) {
      expect([source, extractor]).toEqual(['dsp', 'segue-dsp-2 on itunes preview'])
      expect(Object.keys(values)).toEqual(expect.arrayContaining(['loudness', 'mfcc_mean_1']))
    }
    const undescribed = await database.sql<{ id: string }[]>`
      select t.spotify_id as id from tracks t left join track_vectors v on v.track_id = t.id
      where t.source = 'spotify' and v.track_id is null`
    const missed = await database.sql<{ id: string }[]>`
      select m.spotify_id as id from feature_misses m where m.source = 'itunes'`
    expect(missed.map((row) => row.id).sort()).toEqual(undescribed.map((row) => row.id).sort())
    const similar = await postRecommend(server, {
      url: `https://open.spotify.com/track/${rows[0]?.id ?? ''}`,
    })
    expect(similar.status).toBe(200)
  }, 120_000)

  it('no sound and no address of a preview is left in the database or on disk', async () => {
    const tables = await database.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public'`
    const texts = await Promise.all(
      tables.map(
        ({ name }) =>
          database.sql<{ text: string | null }[]>`
            select string_agg(t::text, ' ') as text from ${database.sql(name)} t`,
      ),
    )
    const dump = texts.flatMap(([row]) => row?.text ?? []).join(' ')
    expect(dump).toContain('itunes preview')
    expect(dump).not.toMatch(/\.m4a|mzaf_|itunes-assets|music\.apple\.com/)
    const files = await readdir(server.dataDir, { recursive: true, withFileTypes: true })
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(path.join(file.parentPath, file.name))),
    )
    for (const id of expectHeard().slice(0, 3)) {
      const sound = createM4aPreview(catalogue.seed, catalogue.track(id)?.recording ?? 0)
      const needle = Buffer.from(sound).subarray(NEEDLE.at, NEEDLE.at + NEEDLE.bytes)
      expect(new Set(needle).size, 'the needle is sound').toBeGreaterThan(8)
      expect(dump.includes(needle.toString('hex'))).toBe(false)
      expect(contents.some((content) => content.includes(needle))).toBe(false)
    }
  })
})
