import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DIMENSIONS } from '~server/domain/features/vector-spec'
import { createIndexPool, type IndexPool } from '~server/vector-index/pool/index-pool'
import { toRandomUnitVectors } from '~workers/ann/testing/random-vectors'
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

const readVectors = async (ids: number[]) => {
  const found = await pool.readVectors({ handle, ids: BigInt64Array.from(ids, BigInt) })
  if (!found.ok) throw new Error(found.message)
  return found.vectors
}
const ask = async (ids: number[], k = 5) =>
  pool.search({ handle, k, nprobe: null, queries: await readVectors(ids) })

describe('the index pool with the native index', () => {
  it('answers many at once as it answers each by itself', async () => {
    const queries = await Promise.all(Array.from({ length: 200 }, (_, i) => readVectors([i * 13])))
    const search = (query: Float32Array) => pool.search({ handle, k: 5, nprobe: null, queries: query })
    const alone = []
    for (const query of queries) alone.push(await search(query))
    const together = await Promise.all(queries.map(search))
    expect(together.every(({ ok }) => ok)).toBe(true)
    // Blocked and single products differ in the last bit; neighbours and vectors do not.
    const comparable = (results: typeof together) =>
      results.map((result) => (result.ok ? [result.ids, result.vectors] : result))
    expect(comparable(together)).toEqual(comparable(alone))
  })

  it('finds a member first in its own answer, with its own vector', async () => {
    const found = await ask([42])
    if (!found.ok) throw new Error(found.message)
    expect(found.ids[0]).toBe(42n)
    expect(found.scores[0]).toBeCloseTo(1, 5)
    expect(found.vectors.subarray(0, DIMENSIONS)).toEqual(await readVectors([42]))
  })

  it('reports a member that the index does not hold', async () => {
    const found = await pool.readVectors({ handle, ids: BigInt64Array.of(BigInt(COUNT + 5)) })
    expect(found).toMatchObject({ ok: false, code: 'NOT_IN_INDEX' })
  })

  it('answers a search of many vectors and hits as it answers each vector', async () => {
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
