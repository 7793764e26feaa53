import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DIMENSIONS } from '~server/domain/vector-spec'
import { createSql, type Sql } from '~db/client'
import { createCatalogRepository } from '~server/repositories/catalog.repository'
import { isSuperuser } from '~server/repositories/insert-new'
import { prepareTracks, storeTracks, type TrackWithFeatures } from '~server/services/store-tracks'
import { createFenceRepository } from '~server/repositories/fence.repository'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { LADDER, makeTrack, makeValues } from './support/tracks'

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
  ['a superuser', () => database.sql, true],
  ['a user who may read and write only', () => plain, false],
] as const)('new tracks of %s', (_, connect, unchecked) => {
  it('are stored with all that belongs to them', async () => {
    const sql = connect()
    expect(await isSuperuser(sql)).toBe(unchecked)
    const saved = await storeTracks({ catalog: createCatalogRepository(sql), ladder: LADDER }, batch(50))
    expect(new Set(saved.map(({ change }) => change))).toEqual(new Set(['added']))
    const [counts] = await sql`
      select (select count(*)::int from track_artists) as credits, (select count(*)::int from feature_sets) as sets,
        (select count(*)::int from track_vectors) as vectors`
    expect(counts).toEqual({ credits: 50, sets: 50, vectors: 50 })
    expect(await countDangling(sql)).toBe(0)
  })

  it.each(['artists', 'albums'])('are not stored where their %s went meanwhile', async (table) => {
    const sql = connect()
    const deps = { catalog: createCatalogRepository(sql), ladder: LADDER }
    const fence = await createFenceRepository(database.sql).draw('file:test')
    const ready = await prepareTracks(deps, batch(5), fence)
    await database.sql`truncate ${database.sql(table)} cascade`
    await expect(storeTracks(deps, ready, { fence })).rejects.toThrow()
    expect(await sql`select id from tracks`).toHaveLength(0)
    expect(await countDangling(sql)).toBe(0)
  })

  it('that another batch has stored meanwhile stay as they are', async () => {
    const sql = connect()
    const catalog = createCatalogRepository(sql)
    const deps = { catalog, ladder: LADDER }
    const fence = await createFenceRepository(database.sql).draw('file:test')
    const keyed = batch(50).map((item) => ({
      ...item,
      keys: catalog.toKeys(item.track, { features: item.features[0] ?? null }),
    }))
    const [energy, ...rest] = keyed
    if (!energy) throw new Error('there is no batch')
    const values = { ...makeValues(0), energy: 0.123 }
    const [features] = energy.features.map((set) => ({ ...set, values }))
    const changed = { ...energy, features: features ? [features] : [] }
    const again = [
      { ...changed, keys: catalog.toKeys(energy.track, { features: features ?? null }) },
      ...rest,
    ]
    const [first, second] = [await prepareTracks(deps, keyed, fence), await prepareTracks(deps, again, fence)]
    await storeTracks(deps, first, { fence })
    const readVersions = () =>
      sql`select t.xmin, f.xmin from tracks t join feature_sets f on f.track_id = t.id order by t.id`
    const before = await readVersions()
    const saved = await storeTracks(deps, second, { fence })
    expect(new Set(saved.map(({ change }) => change))).toEqual(new Set(['unchanged']))
    expect(await readVersions()).toEqual(before)
    expect(await countDangling(sql)).toBe(0)
  })

  it('wait in the database behind a batch that is being stored', async () => {
    const deps = { catalog: createCatalogRepository(connect()), ladder: LADDER }
    const order: string[] = []
    let second: Promise<unknown> = Promise.resolve()
    const begin = () => {
      second = storeTracks(deps, batch(20), {
        onTurn: () => void order.push('second has its turn'),
        alongside: (_tx, saved) => Promise.resolve(void order.push(`second found ${saved[0]?.change ?? ''}`)),
      })
    }
    await storeTracks(deps, batch(20), {
      onTurn: begin,
      alongside: () => Promise.resolve(void order.push('first is written')),
    })
    await second
    expect(order).toEqual(['first is written', 'second has its turn', 'second found unchanged'])
  })

  it('tell the index that there is something new', async () => {
    const listening = createSql(database.url, { max: 1 })
    const heard = new Promise((resolve) => void listening.listen('segue_index', resolve))
    await vi.waitFor(async () => {
      const listeners = await database.sql`select from pg_stat_activity where query = 'listen "segue_index"'`
      expect(listeners).toHaveLength(1)
    })
    await storeTracks({ catalog: createCatalogRepository(connect()), ladder: LADDER }, batch(1))
    expect(await heard).toBe('')
    await listening.end()
  })
})

describe('references of everything else', () => {
  it('are checked again after a batch of new tracks, in the same transaction', async () => {
    const catalog = createCatalogRepository(database.sql)
    const [saved] = await storeTracks({ catalog, ladder: LADDER }, batch(1))
    const missing = String(Number(saved?.id) + 1000)
    const values = { trackId: missing, mask: 1, shaped: new Float32Array(DIMENSIONS), calibration: null }
    const write = catalog.transaction(async (tx) => {
      const keyed = batch(3).map((item) => ({ ...item, keys: catalog.toKeys(item.track) }))
      await tx.saveTracks(await tx.prepareTracks(keyed), { of: [], spec: 1 })
      await tx.saveVectors([values], 1)
    })
    await expect(write).rejects.toThrow('foreign key')
  })
})
