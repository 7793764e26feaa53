import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BuildTask } from '~workers/protocol'
import { fitScaler } from '../domain/scaler'
import { DIMENSIONS, VECTOR_SPEC } from '../domain/vector-spec'
import { createLogger } from '../observability/logger'
import type { IndexVersion, NewIndexVersion, StoredVectors } from '../services/ports'
import { createAcceptVersion } from './accept-version'
import { createIndexKeeper } from './index-keeper'
import type { IndexThreads } from './ports'
import { createVectorSearch } from './vector-search'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'segue-keeper-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** A catalog of `rows` vectors in commit order, and threads that only remember which ids an index holds. */
function house(rows: number) {
  /** `removed` come after all rows in the order of changes; `lost` rows are left out of a full read. */
  const state = { rows, broken: new Set<string>(), removed: new Set<bigint>(), lost: 0 }
  let lock: Promise<unknown> = Promise.resolve()
  const indexes = new Map<bigint, Set<bigint>>()
  const read = (from: number, to: number): StoredVectors => ({
    ids: BigInt64Array.from({ length: Math.max(0, to - from) }, (_, i) => BigInt(from + i + 1)),
    shaped: new Float32Array(Math.max(0, to - from) * DIMENSIONS).fill(1),
    lastSeq: to,
  })
  const list: IndexVersion[] = []
  const files = new Map<string, Set<bigint>>()
  const open = (ids: Iterable<bigint>) => {
    const handle = BigInt(indexes.size + 1)
    indexes.set(handle, new Set(ids))
    return handle
  }
  const threads: IndexThreads = {
    async build({ ids, shaped, file }: BuildTask) {
      files.set(path.basename(file), new Set(ids))
      await writeFile(file, 'index')
      const figures = { nlist: null, nprobe: null, recall: null, bytes: 5, checksum: 'sum', buildMs: 1 }
      return {
        ok: true,
        handle: open(ids),
        scaler: fitScaler(shaped),
        kind: 'flat',
        count: ids.length,
        ...figures,
      }
    },
    load: vi.fn(({ file }: { file: string }) => {
      const ids = files.get(path.basename(file))
      return Promise.resolve(
        ids && !state.broken.has(path.basename(file))
          ? ({ ok: true, handle: open(ids), count: ids.size } as const)
          : ({ ok: false, code: 'INDEX_FILE_BROKEN', message: 'checksum' } as const),
      )
    }),
    append({ handle, ids, removed }) {
      for (const id of removed) indexes.get(handle)?.delete(id)
      for (const id of ids) indexes.get(handle)?.add(id)
      return Promise.resolve({ ok: true, count: indexes.get(handle)?.size ?? 0 })
    },
    search({ handle, ids }) {
      const missing = [...ids].some((id) => !indexes.get(handle)?.has(id))
      if (missing) return Promise.resolve({ ok: false, code: 'NOT_IN_INDEX', message: 'unknown id' })
      const queries = new Float32Array(ids.length * DIMENSIONS)
      return Promise.resolve({
        ok: true,
        queries,
        ids,
        scores: new Float32Array(ids.length),
        vectors: queries,
      })
    },
    check: ({ file }) =>
      Promise.resolve(
        state.broken.has(path.basename(file))
          ? { ok: false, code: 'INDEX_FILE_BROKEN', message: 'checksum' }
          : { ok: true },
      ),
    searchVectors: ({ queries }) =>
      Promise.resolve({
        ok: true,
        queries,
        ids: new BigInt64Array(),
        scores: new Float32Array(),
        vectors: queries,
      }),
    readVectors: ({ ids }) =>
      Promise.resolve({ ok: true, vectors: new Float32Array(ids.length * DIMENSIONS) }),
    release: () => Promise.resolve({ ok: true }),
  }
  const versions = {
    list: () => Promise.resolve([...list].sort((a, b) => b.version - a.version)),
    makeCurrent: (next: NewIndexVersion) => {
      for (const version of list) version.state = 'kept'
      const version: IndexVersion = {
        ...next,
        version: list.length + 1,
        state: 'current',
        createdAt: new Date(),
        reason: null,
      }
      list.push(version)
      return Promise.resolve(version)
    },
    refuse: (next: NewIndexVersion, reason: string) => {
      const version: IndexVersion = {
        ...next,
        version: list.length + 1,
        state: 'refused',
        createdAt: new Date(),
        reason,
      }
      list.push(version)
      return Promise.resolve(version)
    },
    restore: (number: number) => {
      const kept = list.find(({ version }) => version === number)
      for (const version of list) if (version.state === 'current') version.state = 'kept'
      if (kept) kept.state = 'current'
      return Promise.resolve(kept ?? null)
    },
    whileBuilding: <T>(work: () => Promise<T>): Promise<T> => {
      const next = lock.then(work, work)
      lock = next.catch(() => undefined)
      return next
    },
    remove: (number: number) => {
      list.splice(
        list.findIndex(({ version }) => version === number),
        1,
      )
      return Promise.resolve()
    },
  }
  const vectors = {
    readAll: () => {
      const all = read(0, state.rows)
      const ids = all.ids.filter((id) => !state.removed.has(id)).subarray(state.lost)
      const shaped = all.shaped.subarray(0, ids.length * DIMENSIONS)
      return Promise.resolve({ ids, shaped, lastSeq: state.rows + state.removed.size })
    },
    readChanged: (after: number, limit: number) => {
      const rows = read(Math.min(after, state.rows), Math.min(state.rows, after + limit))
      const lastSeq = state.rows + state.removed.size
      const removed = after < lastSeq ? BigInt64Array.from(state.removed) : new BigInt64Array(0)
      return Promise.resolve({ ...rows, lastSeq, removed })
    },
    count: () => Promise.resolve(state.rows - state.removed.size),
    forgetRemovals: () => Promise.resolve(),
  }
  const judge = vi.fn(() => Promise.resolve<string | null>(null))
  const acceptVersion = createAcceptVersion({ recallTarget: 0.98, judge })
  const create = ({ waitMax = 1000 } = {}) =>
    createIndexKeeper(
      { threads, versions, vectors, acceptVersion, directory, log: createLogger({ level: 'silent' }) },
      { exactMax: 1000, waitMax, recallTarget: 0.98, keepVersions: 2, threads: 1, releaseAfterMs: 0 },
    )
  return { state, threads, list, files, judge, create }
}

describe('createIndexKeeper', () => {
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

  it('keeps the newest versions and removes the files of the others', async () => {
    const { create, list } = house(10)
    await writeFile(path.join(directory, 'segue-1-1-1.faiss'), 'left by a build that was cut short')
    const keeper = create()
    await keeper.start()
    await keeper.rebuild()
    await keeper.rebuild()
    expect(list.map(({ state }) => state)).toEqual(['kept', 'current'])
    expect((await readdir(directory)).sort()).toEqual(list.map(({ file }) => file).sort())
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
    expect(await readdir(directory)).toEqual([list[0]?.file])
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
    expect(await search.searchMembers(['101'], 5)).toHaveLength(1)
    expect(search.describe()).toEqual({ version: 1, count: 101 })
  })

  it('says INDEX_NOT_READY for a member that is not there after catching up', async () => {
    const { create, threads } = house(10)
    const keeper = create()
    await keeper.start()
    await expect(createVectorSearch(keeper, threads).searchMembers(['999'], 5)).rejects.toMatchObject({
      code: 'INDEX_NOT_READY',
    })
  })
})
