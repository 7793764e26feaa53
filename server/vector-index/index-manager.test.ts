import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DIMENSIONS, VECTOR_SPEC } from '../domain/features/vector-spec'
import { createHouse } from './testing/house'
import { createVectorSearch } from './vector-search'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'segue-keeper-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const house = (rows: number) => createHouse(rows, directory)
const files = async () => (await readdir(directory)).filter((name) => name.startsWith('segue-'))

describe('createIndexManager', () => {
  it('has no index for an empty catalog, and builds the first when tracks arrive', async () => {
    const { create, state } = house(0)
    const keeper = create()
    await keeper.start()
    expect(() => keeper.getLive()).toThrow(expect.objectContaining({ code: 'CATALOG_EMPTY' }) as Error)
    state.rows = 10
    await keeper.follow()
    expect(keeper.getLive()).toMatchObject({ count: 10, lastSeq: 10, version: { version: 1 } })
  })

  it('loads the version on disk at the next start, and appends what came since', async () => {
    const { create, state, list } = house(100)
    await create().start()
    state.rows = 103
    const restarted = create()
    await restarted.start()
    expect(restarted.getLive()).toMatchObject({ count: 103, lastSeq: 103, version: { version: 1 } })
    expect(list).toHaveLength(1)
  })

  it('falls back to the version before, and then to a rebuild', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    await keeper.rebuild()
    state.broken.add(list[1]?.file ?? '')
    const second = create()
    await second.start()
    expect(second.getLive().version.version).toBe(1)
    state.broken.add(list[0]?.file ?? '')
    const third = create()
    await third.start()
    expect(third.getLive()).toMatchObject({ count: 100, version: { version: 3 } })
  })

  it('does not use a version of another feature space', async () => {
    const { create, list } = house(10)
    await create().start()
    const old = list[0]
    if (old) old.spec = VECTOR_SPEC.version + 1
    const keeper = create()
    await keeper.start()
    expect(keeper.getLive().version.version).toBe(2)
  })

  it('appends a little growth, and fits the space anew when the catalog outgrew it', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    state.rows = 110
    await keeper.follow()
    expect(list).toHaveLength(1)
    state.rows = 200
    await keeper.follow()
    expect(list).toHaveLength(2)
    expect(keeper.getLive().count).toBe(200)
  })

  it('fits the space anew once the catalog has stopped growing, and appends meanwhile', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    await keeper.whileGrowing(async () => {
      state.rows = 200
      await keeper.follow()
      state.rows = 400
      await keeper.follow()
      expect(keeper.getLive().count).toBe(400)
    })
    expect(list).toHaveLength(1)
    await keeper.follow()
    expect(list.map(({ count }) => count)).toEqual([100, 400])
  })

  it('keeps the newest versions and removes the files of the others', async () => {
    const { create, list } = house(10)
    await writeFile(path.join(directory, 'segue-1-1-1.faiss'), 'left by a build that was cut short')
    const keeper = create()
    await keeper.start()
    await keeper.rebuild()
    await keeper.rebuild()
    expect(list.map(({ state }) => state)).toEqual(['kept', 'current'])
    expect((await files()).sort()).toEqual(list.map(({ file }) => file).sort())
  })

  it('takes removed tracks out', async () => {
    const { create, state } = house(100)
    const keeper = create()
    await keeper.start()
    state.removed.add(7n)
    await keeper.follow()
    expect(keeper.getLive()).toMatchObject({ count: 99, lastSeq: 101 })
    expect(keeper.getLive().drift.read()).toMatchObject({ removed: 1, share: 0.01 })
  })

  it('takes over what another process built', async () => {
    const { create, state, list } = house(100)
    const [one, other] = [create(), create()]
    await one.start()
    await other.start()
    state.rows = 105
    await one.rebuild()
    await other.follow()
    expect(other.getLive()).toMatchObject({ count: 105, version: { version: 2 } })
    expect(list).toHaveLength(2)
  })

  it('builds its own copy of a version whose file is on another machine', async () => {
    const { create, state, list, files } = house(100)
    const [one, other] = [create(), create()]
    await one.start()
    await other.start()
    state.rows = 105
    await one.rebuild()
    files.delete(list[1]?.file ?? '')
    await other.follow()
    expect(other.getLive()).toMatchObject({ count: 105, version: { version: 2 } })
    expect(list).toHaveLength(2)
  })

  it('builds once where two processes outgrow their index together', async () => {
    const { create, state, list } = house(100)
    const [one, other] = [create(), create()]
    await one.start()
    await other.start()
    state.rows = 200
    await Promise.all([one.follow(), other.follow()])
    expect(list).toHaveLength(2)
    expect([one, other].map((keeper) => keeper.getLive().version.version)).toEqual([2, 2])
  })

  it('builds for whoever asks, though the build under way finds that another process has done its work', async () => {
    // Wherever in that build it is asked.
    for (let turns = 0; turns < 12; turns++) {
      const { create, state } = house(100)
      const [one, two] = [create(), create()]
      await one.start()
      await two.start()
      state.rows = 200
      const growing = [one.follow(), two.follow()]
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
      const before = two.getLive().version.version
      expect((await two.rebuild())?.version).toBeGreaterThan(before)
      await Promise.all(growing)
    }
  })

  it('refuses a version that lost vectors, says why, and goes on with the one it has', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    state.lost = 20
    await expect(keeper.rebuild()).rejects.toMatchObject({ code: 'INDEX_VERSION_REFUSED' })
    expect(list[1]).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('80 vectors') as string,
    })
    expect(keeper.getLive()).toMatchObject({ count: 100, version: { version: 1 } })
    expect(await files()).toEqual([list[0]?.file])
  })

  it('does not refuse a version for what was committed while it was built', async () => {
    const { create, state, threads, list } = house(100)
    const keeper = create()
    await keeper.start()
    const { build } = threads
    threads.build = async (task) => {
      state.rows = 120
      await keeper.follow()
      return build(task)
    }
    await keeper.rebuild()
    expect(list.map((version) => version.state)).toEqual(['kept', 'current'])
    expect(keeper.getLive()).toMatchObject({ count: 120, version: { version: 2, count: 100 } })
  })

  it('refuses a version that its judge speaks against, and takes none by itself until somebody asks', async () => {
    const { create, state, list, judge } = house(100)
    const keeper = create()
    await keeper.start()
    judge.mockResolvedValueOnce('It is worse.')
    state.rows = 200
    for (const _ of [1, 2]) await keeper.follow()
    expect(list[1]).toMatchObject({ state: 'refused', reason: 'It is worse.' })
    expect(keeper.getLive()).toMatchObject({ count: 200, version: { version: 1 } })
    await keeper.rebuild()
    expect(keeper.getLive().version.version).toBe(3)
  })

  it('makes what is committed searchable while a version is being judged', async () => {
    const { create, state, judge } = house(100)
    const keeper = create({ waitMax: 99 })
    await keeper.start()
    let say = (_reason: string | null) => {}
    judge.mockReturnValueOnce(new Promise((resolve) => (say = resolve)))
    for (state.rows = 200; state.rows < 220; state.rows += 10) await keeper.follow()
    await vi.waitFor(() => expect(judge).toHaveBeenCalledTimes(1))
    await keeper.follow()
    expect(keeper.getLive()).toMatchObject({ count: 220, version: { version: 1 } })
    say(null)
    await vi.waitFor(() => expect(keeper.getLive()).toMatchObject({ count: 220, version: { version: 2 } }))
  })

  it('rolls back to the version before, and stays there until somebody builds', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    state.rows = 180
    await keeper.follow()
    expect(keeper.getLive().version.version).toBe(2)
    await keeper.rollback()
    expect(keeper.getLive()).toMatchObject({ count: 180, version: { version: 1, state: 'current' } })
    await keeper.follow()
    expect(list).toHaveLength(2)
    await keeper.rebuild()
    expect(keeper.getLive().version.version).toBe(3)
  })

  it('says INDEX_VERSION_NOT_FOUND where there is no whole version to go back to', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    await expect(keeper.rollback()).rejects.toMatchObject({ code: 'INDEX_VERSION_NOT_FOUND' })
    await keeper.rebuild()
    state.broken.add(list[0]?.file ?? '')
    await expect(keeper.rollback()).rejects.toMatchObject({ code: 'INDEX_VERSION_NOT_FOUND' })
    expect(keeper.getLive().version.version).toBe(2)
  })

  it('builds at night only where something changed and nobody has built since', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    const later = () => new Date(Date.now() + 1000)
    await keeper.rebuild(later())
    expect(list).toHaveLength(1)
    state.rows = 101
    await keeper.follow()
    await keeper.rebuild(new Date(0))
    expect(list).toHaveLength(1)
    await keeper.rebuild(later())
    expect(list).toHaveLength(2)
  })

  it('verifies files and the count', async () => {
    const { create, state, list } = house(100)
    const keeper = create()
    await keeper.start()
    await keeper.rebuild()
    expect(await keeper.verify()).toMatchObject({ ok: true, live: { count: 100, expected: 100 } })
    state.broken.add(list[0]?.file ?? '')
    expect(await keeper.verify()).toMatchObject({
      ok: false,
      versions: [
        { version: 2, ok: true },
        { version: 1, ok: false, reason: 'checksum' },
      ],
    })
  })
})

describe('createVectorSearch', () => {
  it('catches up and asks again when a member was committed after the last append', async () => {
    const { create, state, threads } = house(100)
    const keeper = create()
    await keeper.start()
    state.rows = 101
    const search = createVectorSearch(keeper, threads)
    expect(await search.readVectors(['101'])).toHaveLength(DIMENSIONS)
    expect(search.describe()).toEqual({ version: 1, count: 101 })
  })

  it('says INDEX_NOT_READY for a member that is not there after catching up', async () => {
    const { create, threads } = house(10)
    const keeper = create()
    await keeper.start()
    await expect(createVectorSearch(keeper, threads).readVectors(['999'])).rejects.toMatchObject({
      code: 'INDEX_NOT_READY',
    })
  })
})
