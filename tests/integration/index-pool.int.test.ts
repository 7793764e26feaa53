import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DIMENSIONS } from '~server/domain/vector-spec'
import { createIndexPool, type IndexPool } from '~server/pools/index-pool'
import { toRandomUnitVectors } from '~workers/ann/random-vectors'
import { inRoot } from '../../scripts/lib/paths.mjs'

const COUNT = 3000
let directory: string
let pool: IndexPool
let handle: bigint

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'segue-pool-'))
  pool = createIndexPool({
    filename: inRoot('build', 'workers', 'index.task.mjs'),
    threads: 2,
    maxQueue: 1000,
    batchMax: 16,
    timeoutMs: 20_000,
  })
  const built = await pool.build({
    ids: BigInt64Array.from({ length: COUNT }, (_, i) => BigInt(i)),
    shaped: toRandomUnitVectors(COUNT, DIMENSIONS, 1),
    file: path.join(directory, 'index.faiss'),
    exactMax: COUNT,
    recallTarget: 0.98,
    threads: 1,
    scaler: null,
  })
  if (!built.ok) throw new Error(built.message)
  handle = built.handle
})
afterAll(async () => {
  await pool.close()
  await rm(directory, { recursive: true, force: true })
})

const ask = (ids: number[], k = 5, withVectors = true) =>
  pool.search({ handle, k, nprobe: null, ids: BigInt64Array.from(ids, BigInt), withVectors })

describe('the index pool with the native index', () => {
  it('answers many at once as it answers each by itself', async () => {
    const members = Array.from({ length: 200 }, (_, i) => i * 13)
    const alone = []
    for (const member of members) alone.push(await ask([member]))
    const together = await Promise.all(members.map((member) => ask([member])))
    expect(together.every(({ ok }) => ok)).toBe(true)
    // Blocked and single products differ in the last bit; neighbours and vectors do not.
    const comparable = (results: typeof together) =>
      results.map((result) => (result.ok ? [result.ids, result.queries, result.vectors] : result))
    expect(comparable(together)).toEqual(comparable(alone))
  })

  it('finds a member first in its own answer, with its own vector', async () => {
    const found = await ask([42])
    if (!found.ok) throw new Error(found.message)
    expect(found.ids[0]).toBe(42n)
    expect(found.scores[0]).toBeCloseTo(1, 5)
    expect(found.vectors.subarray(0, DIMENSIONS)).toEqual(found.queries)
  })

  it('fails a question about an unknown member alone', async () => {
    const results = await Promise.all([[1], [COUNT + 5], [2]].map((ids) => ask(ids)))
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(results[1]).toMatchObject({ code: 'NOT_IN_INDEX' })
  })

  it('sends no vectors where nobody asked for them', async () => {
    expect(await ask([1], 5, false)).toMatchObject({ ok: true, vectors: new Float32Array(0) })
  })

  it('answers a question of many members and hits as it answers each member', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => i)
    const large = await ask(ids, 1000)
    if (!large.ok) throw new Error(large.message)
    expect(large.vectors).toHaveLength(100 * 1000 * DIMENSIONS)
    const single = await ask([99], 1000)
    expect(single.ok && single.ids).toEqual(large.ids.subarray(99_000))
  })

  it('searches while vectors are appended', async () => {
    const scaler = {
      spec: 1,
      fittedOn: COUNT,
      dimensions: Array.from({ length: DIMENSIONS }, () => ({ location: 0, scale: 1 })),
    }
    const appended = pool.append({
      handle,
      scaler,
      removed: new BigInt64Array(0),
      ids: BigInt64Array.from({ length: 500 }, (_, i) => BigInt(COUNT + i)),
      shaped: toRandomUnitVectors(500, DIMENSIONS, 2),
    })
    const results = await Promise.all(Array.from({ length: 300 }, (_, i) => ask([i])))
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(await appended).toEqual({ ok: true, count: COUNT + 500 })
    expect(await ask([COUNT + 499])).toMatchObject({ ok: true })
  })
})
