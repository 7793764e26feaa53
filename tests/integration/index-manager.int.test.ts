import { mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DIMENSIONS, VECTOR_SPEC } from '~server/domain/features/vector-spec'
import { createIndexPool, type IndexPool } from '~server/vector-index/pool/index-pool'
import { createIndexFileRepository } from '~server/vector-index/index-file.repository'
import { createIndexVersionRepository } from '~server/vector-index/index-version.repository'
import { createVectorSource } from '~server/catalog/vectors/vector-source'
import { createAcceptVersion } from '~server/vector-index/accept-version'
import { createFaissStore } from '~server/vector-index/faiss-store'
import { createIndexManager, type IndexManager } from '~server/vector-index/index-manager'
import { createVectorSearch } from '~server/vector-index/vector-search'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { searchNear } from './support/search-near'
import { fillCatalog } from './support/tracks'

const filename = path.resolve(import.meta.dirname, '../../build/workers/index.task.mjs')
const EXACT = 1_000_000

/** The keeper over real FAISS threads, real files and a real Postgres: all of the index but HTTP. */
let database: TestDatabase
let directory: string
let threads: IndexPool

beforeAll(async () => {
  database = await createTestDatabase()
  threads = createIndexPool({ filename, threads: 2, maxQueue: 256, batchMax: 64, timeoutMs: 10_000 })
})
afterAll(async () => {
  await threads.close()
  await database.drop()
})
beforeEach(async () => {
  await database.sql`truncate tracks, index_versions, index_files cascade`
  directory = await mkdtemp(path.join(tmpdir(), 'segue-index-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** A keeper as a fresh process has it: nothing in memory. */
async function start({ exactMax = EXACT, keepVersions = 3, recallTarget = 0.98, at = directory } = {}) {
  const log = pino({ level: 'silent' })
  const vectors = createVectorSource(database.sql, VECTOR_SPEC.version)
  const keeper = createIndexManager(
    {
      store: createFaissStore(
        { threads, vectors, directory: at, files: createIndexFileRepository(database.sql), log },
        { exactMax, recallTarget, threads: 2 },
      ),
      versions: createIndexVersionRepository(database.sql),
      acceptVersion: createAcceptVersion({ recallTarget }),
      log,
      vectors,
    },
    { exactMax, keepVersions, releaseAfterMs: 100 },
  )
  await keeper.start()
  return { keeper, search: createVectorSearch(keeper, threads) }
}

const version = (keeper: IndexManager) => keeper.getLive().version.version
const files = async () => (await readdir(directory)).filter((name) => name.startsWith('segue-')).sort()
const fileOf = (keeper: IndexManager) => path.join(directory, keeper.getLive().version.file)
const fill = async (from: number, to: number) =>
  (await fillCatalog(database.sql, from, to)).map(({ id }) => id)

describe('the index of a process', () => {
  it('is not there while the catalog is empty, and comes with the first tracks', async () => {
    const { keeper } = await start()
    expect(() => keeper.getLive()).toThrow(expect.objectContaining({ code: 'CATALOG_EMPTY' }))
    await fill(0, 10)
    await keeper.follow()
    expect(keeper.getLive()).toMatchObject({ count: 10, version: { kind: 'flat', state: 'current' } })
  })

  it('finds the nearest by inner product, the member itself first', async () => {
    const ids = await fill(0, 400)
    const { search } = await start()
    const asked = [3, 77, 250].map((n) => ids[n] ?? '')
    const vectors = await search.readVectors(ids)
    const answers = await searchNear(search, asked, 20)
    asked.forEach((id, i) => {
      const own = ids.indexOf(id)
      const at = (n: number) => vectors.subarray(n * DIMENSIONS, (n + 1) * DIMENSIONS)
      const dot = (n: number) => at(n).reduce((sum, value, d) => sum + value * (at(own)[d] ?? 0), 0)
      const scores = ids.map((_, n) => dot(n)).sort((a, b) => b - a)
      const found = [...(answers[i]?.ids ?? [])].map(String)
      expect(found[0]).toBe(id)
      found.forEach((hit, rank) => expect(dot(ids.indexOf(hit))).toBeCloseTo(scores[rank] ?? 0, 5))
    })
  })

  it('is loaded from disk after a restart, not built again', async () => {
    await fill(0, 100)
    const first = await start()
    const second = await start()
    expect(version(second.keeper)).toBe(version(first.keeper))
    expect(await files()).toHaveLength(1)
    expect(await second.keeper.listVersions()).toHaveLength(1)
  })

  it('takes what came after the build, at once and after a restart', async () => {
    await fill(0, 100)
    const first = await start()
    const [added = ''] = await fill(500, 510)
    await first.keeper.follow()
    const second = await start()
    expect(version(second.keeper)).toBe(version(first.keeper))
    for (const { keeper, search } of [first, second]) {
      expect(keeper.getLive().count).toBe(110)
      expect([...((await searchNear(search, [added], 1))[0]?.ids ?? [])].map(String)).toEqual([added])
    }
  })

  it('catches up by itself when it is asked about what another process has just stored', async () => {
    await fill(0, 50)
    const { search } = await start()
    const [added = ''] = await fill(600, 601)
    expect([...((await searchNear(search, [added], 1))[0]?.ids ?? [])].map(String)).toEqual([added])
  })

  it('has one entry for a track whose values changed', async () => {
    const [id = ''] = await fill(0, 50)
    const { keeper, search } = await start()
    const before = await search.readVectors([id])
    await database.sql`update track_vectors set shaped = (select shaped from track_vectors where track_id <> ${id} limit 1),
      change_seq = nextval('vector_changes') where track_id = ${id}`
    await keeper.follow()
    expect(keeper.getLive().count).toBe(50)
    expect(await search.readVectors([id])).not.toEqual(before)
  })

  it('is fitted anew once the catalog has outgrown it', async () => {
    await fill(0, 100)
    const { keeper } = await start()
    const first = version(keeper)
    await fill(100, 110)
    await keeper.follow()
    expect(version(keeper)).toBe(first)
    await fill(110, 130)
    await keeper.follow()
    expect(version(keeper)).toBeGreaterThan(first)
    expect(keeper.getLive()).toMatchObject({ count: 130, scaler: { fittedOn: 130 } })
  })

  it.each([
    ['is cut short', (file: string) => truncate(file, 1000)],
    ['is something else', (file: string) => writeFile(file, 'not an index')],
    ['is gone', (file: string) => rm(file)],
  ])('falls back to the version before where its file %s', async (_what, damage) => {
    const [id = ''] = await fill(0, 100)
    const { keeper } = await start()
    const before = version(keeper)
    await fill(100, 110)
    await keeper.rebuild()
    expect(version(keeper)).toBeGreaterThan(before)
    await damage(fileOf(keeper))
    const restarted = await start()
    expect(version(restarted.keeper)).toBe(before)
    expect(restarted.keeper.getLive().count).toBe(110)
    expect((await searchNear(restarted.search, [id], 10))[0]?.ids).toHaveLength(10)
  })

  it('is built from Postgres where no file is whole, or the folder is gone', async () => {
    const [id = ''] = await fill(0, 100)
    const { keeper } = await start()
    await truncate(fileOf(keeper), 10)
    const second = await start()
    expect(version(second.keeper)).toBeGreaterThan(version(keeper))
    await rm(directory, { recursive: true })
    const third = await start()
    // An empty folder is that of a new machine: the version's own scaler gives the same vectors there.
    expect(version(third.keeper)).toBe(version(second.keeper))
    expect((await searchNear(third.search, [id], 10))[0]?.ids).toHaveLength(10)
  })

  it('keeps a few versions and no file that none of them names', async () => {
    await fill(0, 60)
    const { keeper } = await start({ keepVersions: 2 })
    await writeFile(path.join(directory, 'segue-1-99-1.faiss'), 'a build that was cut short')
    const unfinished = path.join(directory, 'segue-1-98-1.faiss.77.part')
    await writeFile(unfinished, 'a file that was never finished')
    await utimes(unfinished, 0, 0)
    for (let i = 0; i < 4; i++) await keeper.rebuild()
    const versions = await keeper.listVersions()
    expect(versions.map(({ state }) => state)).toEqual(['current', 'kept'])
    expect(await files()).toEqual(versions.map(({ file }) => file).sort())
  })

  it('answers every query of eight clients while it is built again and again', async () => {
    const ids = await fill(0, 2000)
    const { keeper, search } = await start()
    let building = true
    const counts = await Promise.all([
      ...Array.from({ length: 8 }, async (_, client) => {
        let asked = 0
        while (building) {
          const id = ids[(client * 211 + asked * 13) % ids.length] ?? ''
          const [answer] = await searchNear(search, [id], 50)
          expect([...(answer?.ids ?? [])].map(String)[0]).toBe(id)
          asked++
        }
        return asked
      }),
      (async () => {
        for (let i = 0; i < 5; i++) await keeper.rebuild()
        building = false
        return 5
      })(),
    ])
    expect(Math.min(...counts)).toBeGreaterThan(3)
    expect((await keeper.listVersions())[0]?.state).toBe('current')
  })

  it('does not lose a track that is stored while it is built', async () => {
    await fill(0, 1500)
    const { keeper } = await start()
    await Promise.all([keeper.rebuild(), fill(5000, 5040), keeper.rebuild()])
    await keeper.follow()
    expect(keeper.getLive().count).toBe(1540)
  })
})

describe('two machines with a disk each, on one database', () => {
  let other: string
  beforeEach(async () => {
    other = await mkdtemp(path.join(tmpdir(), 'segue-index-'))
  })
  afterEach(() => rm(other, { recursive: true, force: true }))

  it('have a copy each, whole by its own checksum, and call what only the other has no fault', async () => {
    const ids = await fill(0, 100)
    const first = await start()
    await first.keeper.rebuild()
    await fill(100, 110)
    const second = await start({ at: other })
    expect(version(second.keeper)).toBe(version(first.keeper))
    const checked = await second.keeper.verify()
    expect(checked).toMatchObject({ ok: true, live: { count: 110, expected: 110, ok: true } })
    expect(checked.versions.map(({ state, place, ok }) => [state, place, ok])).toEqual([
      ['current', 'here', true],
      ['kept', 'elsewhere', true],
    ])
    expect(checked.versions[1]?.reason).toBe(`built on ${hostname()}, not on this disk`)
    expect(await first.keeper.verify()).toMatchObject({ ok: true })
    const asked = ids.slice(0, 5)
    const [here, there] = await Promise.all(
      [first, second].map(({ search }) => searchNear(search, asked, 10)),
    )
    expect(there?.map((answer) => [...answer.ids])).toEqual(here?.map((answer) => [...answer.ids]))
  })

  it('load their own copies after a restart, and build nothing', async () => {
    await fill(0, 100)
    const first = await start()
    // What came later is in the copy, so that its bytes are others.
    await fill(100, 110)
    await start({ at: other })
    const before = await Promise.all([directory, other].map((folder) => readdir(folder)))
    const again = await start({ at: other })
    expect(again.keeper.getLive().count).toBe(110)
    expect(await again.keeper.verify()).toMatchObject({ ok: true, versions: [{ place: 'here', ok: true }] })
    expect(await Promise.all([directory, other].map((folder) => readdir(folder)))).toEqual(before)
    expect(await first.keeper.listVersions()).toHaveLength(1)
  })

  it('know a file that is broken here, and one that was here and is gone, from one that never was', async () => {
    await fill(0, 100)
    const first = await start()
    await first.keeper.rebuild()
    const [current, kept] = await first.keeper.listVersions()
    const second = await start({ at: other })
    await writeFile(path.join(directory, current?.file ?? ''), 'not an index')
    await rm(path.join(directory, kept?.file ?? ''))
    const broken = await first.keeper.verify()
    expect(broken.versions.map(({ place, ok }) => [place, ok])).toEqual([
      ['here', false],
      ['here', false],
    ])
    expect(broken).toMatchObject({ ok: false })
    expect(await second.keeper.verify()).toMatchObject({ ok: true })
  })

  it('check a file that was built before it was written down where it lies', async () => {
    await fill(0, 100)
    const first = await start()
    await database.sql`delete from index_files`
    expect(await first.keeper.verify()).toMatchObject({ ok: true, versions: [{ place: 'here' }] })
    expect((await start()).keeper.getLive().count).toBe(100)
    expect(await files()).toHaveLength(1)
    await writeFile(fileOf(first.keeper), 'not an index')
    expect(await first.keeper.verify()).toMatchObject({ ok: false })
  })
})

describe('an index above INDEX_EXACT_MAX', () => {
  it('is approximate, with the recall it reaches and the lists it looks into on record', async () => {
    const ids = await fill(0, 3000)
    const exact = await start()
    const truth = await searchNear(
      exact.search,
      ids.filter((_, i) => i % 10 === 0),
      10,
    )
    const ivf = await start({ exactMax: 100 })
    await ivf.keeper.rebuild()
    const current = ivf.keeper.getLive().version
    expect(current).toMatchObject({ kind: 'ivf', count: 3000 })
    expect(current.nlist).toBeGreaterThan(50)
    expect(current.nprobe).toBeGreaterThanOrEqual(1)
    expect(current.recall).toBeGreaterThanOrEqual(0.98)

    const found = await searchNear(
      ivf.search,
      ids.filter((_, i) => i % 10 === 0),
      10,
    )
    const hits = truth.map(({ ids: wanted }, i) => {
      const got = new Set(found[i]?.ids)
      return [...wanted].filter((id) => got.has(id)).length / 10
    })
    expect(hits.reduce((sum, hit) => sum + hit, 0) / hits.length).toBeGreaterThanOrEqual(0.96)

    const restarted = await start({ exactMax: 100 })
    expect(version(restarted.keeper)).toBe(current.version)
    expect(restarted.keeper.getLive().version).toMatchObject({ kind: 'ivf', nprobe: current.nprobe })
    const again = await searchNear(restarted.search, ids.slice(0, 20), 10)
    expect(again.map((answer) => [...answer.ids])).toEqual(
      (await searchNear(ivf.search, ids.slice(0, 20), 10)).map((answer) => [...answer.ids]),
    )
    const [added = ''] = await fill(9000, 9001)
    await restarted.keeper.follow()
    expect([...((await searchNear(restarted.search, [added], 1))[0]?.ids ?? [])].map(String)).toEqual([added])
  })
})
