import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { prepareDatabase } from '~server/vector-index/pgvector/prepare-database'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { startVectorDatabase, type VectorDatabase } from '../setup/vector-database'
import { createPgvectorEngine } from './support/index-engines'
import { searchNear } from './support/search-near'
import { fillCatalog } from './support/tracks'

/** What a shared database adds to the life of an index: several processes in one table, and tables that are left. */
let vectors: VectorDatabase
let database: TestDatabase
let engine: Awaited<ReturnType<typeof createPgvectorEngine>>
beforeAll(async () => {
  vectors = await startVectorDatabase()
  database = await createTestDatabase()
  engine = await createPgvectorEngine(vectors.url, 1_000_000)
}, 120_000)
afterAll(async () => {
  await engine.close()
  await database.drop()
  await vectors.stop()
})
beforeEach(async () => {
  await database.sql`truncate tracks, index_versions cascade`
})

const fill = async (from: number, to: number) =>
  (await fillCatalog(database.sql, from, to)).map(({ id }) => id)
const tables = async () =>
  (
    await engine.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_name like 'segue_vectors_%'
      order by table_name`
  ).map(({ name }) => name)
const listed = async () =>
  (await engine.sql<{ name: string }[]>`select name from segue_vector_tables order by name`).map(
    ({ name }) => name,
  )

describe('an index in a database', () => {
  it('is one table for all processes, and each change is applied once', async () => {
    await fill(0, 200)
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => engine.start(database.sql)))
    if (!first || !second || !third) throw new Error('three processes must start')
    const gone = await fill(200, 210)
    await database.sql`delete from tracks where id = any(${gone.slice(0, 4)}::bigint[])`
    const added = await fill(210, 230)
    await Promise.all([first, second, third].map(({ keeper }) => keeper.follow()))
    for (const { keeper, search } of [first, second, third]) {
      expect(keeper.getLive()).toMatchObject({ count: 226, version: { version: 1 } })
      expect((await search.readVectors(added)).length).toBeGreaterThan(0)
    }
    expect(await tables()).toHaveLength(1)
    expect(await first.keeper.verify()).toMatchObject({ ok: true, live: { count: 226, expected: 226 } })
  })

  it('never takes an older value for a newer one, whichever process comes last', async () => {
    const [id = '', like = '', unlike = ''] = await fill(0, 50)
    const ahead = await engine.start(database.sql)
    const behind = await engine.start(database.sql)
    const copy = (from: string) => database.sql`
      update track_vectors set shaped = (select shaped from track_vectors where track_id = ${from}),
        change_seq = nextval('vector_changes') where track_id = ${id}`
    await copy(like)
    await ahead.keeper.follow()
    await copy(unlike)
    await ahead.keeper.follow()
    await behind.keeper.follow()
    expect(await behind.search.readVectors([id])).toEqual(await ahead.search.readVectors([unlike]))
  })

  it('keeps as many tables as versions, and drops what a build that was cut short has left', async () => {
    await fill(0, 100)
    const { keeper } = await engine.start(database.sql)
    const table = keeper.getLive().version.file
    const left = `${table.slice(0, -8)}deadbeef`
    await engine.sql`insert into segue_vector_tables (name) values (${left})`
    await engine.sql`create table ${engine.sql(left)} (id bigint)`
    for (let i = 0; i < 4; i++) await keeper.rebuild()
    const versions = await keeper.listVersions()
    expect(versions).toHaveLength(3)
    expect(await tables()).toEqual(versions.map(({ file }) => file).sort())
    expect(await listed()).toEqual(await tables())
  })

  it('is taken over by a process whose table was dropped under it', async () => {
    const [id = ''] = await fill(0, 60)
    const late = await engine.start(database.sql)
    const other = await engine.start(database.sql)
    for (let i = 0; i < 4; i++) await other.keeper.rebuild()
    expect(await tables()).not.toContain(late.keeper.getLive().version.file)
    const [answer] = await searchNear(late.search, [id], 1)
    expect(String(answer?.ids[0])).toBe(id)
    expect(late.keeper.getLive().version.version).toBe(other.keeper.getLive().version.version)
  })

  it('is left alone by another catalog that keeps its vectors in the same database', async () => {
    await fill(0, 30)
    const ours = await engine.start(database.sql)
    const another = await createTestDatabase()
    try {
      // What tells catalogs apart is when each was made, and these two are copies of one.
      await another.sql`update schema_migrations set applied_at = now()`
      await fillCatalog(another.sql, 0, 20)
      const theirs = await engine.start(another.sql)
      await theirs.keeper.rebuild()
      await ours.keeper.rebuild()
      expect(await ours.keeper.verify()).toMatchObject({ ok: true, live: { count: 30 } })
      expect(await theirs.keeper.verify()).toMatchObject({ ok: true, live: { count: 20 } })
    } finally {
      await another.drop()
    }
  })

  it('is built anew where its table is gone, or is not whole', async () => {
    await fill(0, 40)
    const first = await engine.start(database.sql)
    const { file, version } = first.keeper.getLive().version
    await engine.sql`update segue_vector_tables set complete = false where name = ${file}`
    expect(await first.keeper.verify()).toMatchObject({ ok: false })
    const second = await engine.start(database.sql)
    expect(second.keeper.getLive().version.version).toBeGreaterThan(version)
    expect(second.keeper.getLive().count).toBe(40)
  })

  it('leaves nothing of a build that fails', async () => {
    await fill(0, 40)
    const { keeper } = await engine.start(database.sql)
    const before = await tables()
    await fill(40, 41)
    await engine.sql`alter table segue_vector_tables add constraint full_disk check (count < 41) not valid`
    await expect(keeper.rebuild()).rejects.toThrow('full_disk')
    await engine.sql`alter table segue_vector_tables drop constraint full_disk`
    expect(await tables()).toEqual(before)
    expect(await listed()).toEqual(before)
  })
})

describe('a database without pgvector', () => {
  it('is told what it needs', async () => {
    await expect(prepareDatabase(database.sql, 'auto')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'VECTOR_STORE=pgvector needs the extension pgvector.',
      hint: expect.stringContaining('Install pgvector') as string,
    })
  })

  it('needs no extension where the type is built in', async () => {
    const { name, toIndexStatement } = await prepareDatabase(database.sql, 'cockroach')
    expect(name).toBe('cockroach')
    expect(toIndexStatement('t')).toBe('create vector index on t (embedding vector_cosine_ops)')
  })
})
