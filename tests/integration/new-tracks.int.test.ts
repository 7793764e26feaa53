import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DIMENSIONS } from '~server/domain/features/vector-spec'
import { createSql, type Sql } from '~db/client'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { storeTracks, type TrackWithFeatures } from '~server/catalog/store-tracks'
import { toUniqueTracks } from '~server/catalog/unique-tracks'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { PRECEDENCE, makeTrack, makeValues } from './support/tracks'

/** One that owns nothing and may only read and write, as an operator would give to the program. */
const PLAIN = 'segue_plain'

let database: TestDatabase
let plain: Sql
beforeAll(async () => {
  database = await createTestDatabase()
  const { sql } = database
  await sql`drop role if exists ${sql(PLAIN)}`
  await sql`create role ${sql(PLAIN)} login password 'plain'`
  await sql`grant select, insert, update, delete, truncate on all tables in schema public to ${sql(PLAIN)}`
  await sql`grant usage, select, update on all sequences in schema public to ${sql(PLAIN)}`
  const url = new URL(database.url)
  Object.assign(url, { username: PLAIN, password: 'plain' })
  plain = createSql(url.href, { max: 2 })
})
afterAll(async () => {
  await plain.end()
  await database.sql`drop owned by ${database.sql(PLAIN)}`
  await database.sql`drop role ${database.sql(PLAIN)}`
  await database.drop()
})
beforeEach(() => database.sql`truncate tracks, artists, albums, playlists cascade`)

const batch = (count: number): TrackWithFeatures[] =>
  Array.from({ length: count }, (_, n) => ({
    track: makeTrack(n, { album: { spotifyId: null, name: 'Album', releaseDate: null, imageUrl: null } }),
    source: 'file' as const,
    features: [{ source: 'file', extractor: 'file', fetchedAt: new Date(), values: makeValues(n) }],
  }))

/** Rows that name a track, an artist or an album that is not there. */
async function countDangling(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select (select count(*) from track_artists c where not exists (select from tracks t where t.id = c.track_id)
        or not exists (select from artists a where a.id = c.artist_id))
      + (select count(*) from tracks t where album_id is not null and not exists (select from albums a where a.id = t.album_id))
      + (select count(*) from feature_sets f where not exists (select from tracks t where t.id = f.track_id))
      + (select count(*) from track_vectors v where not exists (select from tracks t where t.id = v.track_id)) as count`
  return Number(row?.count)
}

describe.each([
  ['a superuser', () => database.sql],
  ['a user who may read and write only', () => plain],
] as const)('new tracks of %s', (_, connect) => {
  it('are stored with all that belongs to them', async () => {
    const sql = connect()
    const saved = await storeTracks(
      { catalog: createCatalogRepository(sql), precedence: PRECEDENCE },
      batch(50),
    )
    expect(new Set(saved.map(({ change }) => change))).toEqual(new Set(['added']))
    const [counts] = await sql`
      select (select count(*)::int from track_artists) as credits, (select count(*)::int from feature_sets) as sets,
        (select count(*)::int from track_vectors) as vectors`
    expect(counts).toEqual({ credits: 50, sets: 50, vectors: 50 })
    expect(await countDangling(sql)).toBe(0)
  })

  it('that another batch has stored meanwhile stay as they are', async () => {
    const deps = { catalog: createCatalogRepository(connect()), precedence: PRECEDENCE }
    const answers = await Promise.all([storeTracks(deps, batch(50)), storeTracks(deps, batch(50))])
    const changes = answers.map((saved) => [...new Set(saved.map(({ change }) => change))])
    expect(changes.sort()).toEqual([['added'], ['unchanged']])
    expect(await countDangling(connect())).toBe(0)
  })

  it.each(['track', 'artist', 'album'] as const)('refuse what names a missing %s', async (missing) => {
    const sql = connect()
    await storeTracks({ catalog: createCatalogRepository(sql), precedence: PRECEDENCE }, batch(1))
    const write = {
      track: sql`insert into track_artists (track_id, position, artist_id) select -1, 0, id from artists`,
      artist: sql`insert into track_artists (track_id, position, artist_id) select id, 9, -1 from tracks`,
      album: sql`update tracks set album_id = -1`,
    }[missing]
    await expect(write.execute()).rejects.toThrow('foreign key')
  })

  it('tell the index that there is something new', async () => {
    const listening = createSql(database.url, { max: 1 })
    const heard = new Promise((resolve) => void listening.listen('segue_index', resolve))
    await vi.waitFor(async () => {
      const listeners = await database.sql`select from pg_stat_activity where query = 'listen "segue_index"'`
      expect(listeners).toHaveLength(1)
    })
    await storeTracks({ catalog: createCatalogRepository(connect()), precedence: PRECEDENCE }, batch(1))
    expect(await heard).toBe('')
    await listening.end()
  })
})

describe('a vector of a track that is not there', () => {
  it('is refused in the transaction that stores new tracks', async () => {
    const catalog = createCatalogRepository(database.sql)
    const [saved] = await storeTracks({ catalog, precedence: PRECEDENCE }, batch(1))
    const missing = String(Number(saved?.id) + 1000)
    const values = { trackId: missing, mask: 1, shaped: new Float32Array(DIMENSIONS), calibration: null }
    const write = catalog.transaction(async (tx) => {
      const keyed = batch(3).map((item) => ({ ...item, keys: catalog.toKeys(item.track) }))
      await tx.saveTracks(toUniqueTracks(keyed))
      await tx.saveVectors([values], 1)
    })
    await expect(write).rejects.toThrow('foreign key')
  })
})
