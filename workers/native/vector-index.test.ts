import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toRandomUnitVectors } from '../ann/testing/random-vectors'
import { searchExactly } from '../ann/testing/search-exactly'
import type { SearchHits } from '../protocol'
import { INNER_PRODUCT, loadFaiss, type FaissIndex } from './faiss'
import { loadVectorIndexes } from './vector-index'

const DIMS = 9
/** Every list is looked into, so that inverted lists find what exact search finds. */
const NLIST = 4
const { Index } = loadFaiss()
const indexes = loadVectorIndexes()
// OpenMP's idle threads spin, which on a busy machine takes longer than the work.
indexes.setNumThreads(1)

const folder = mkdtempSync(join(tmpdir(), 'segue-vector-index-'))
const fileOf = (kind: string) => join(folder, `${kind}.faiss`)
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const kinds = ['exact', 'inverted lists'] as const
type Kind = (typeof kinds)[number]

function createFaissIndex(kind: Kind): FaissIndex {
  if (kind === 'exact') return Index.fromFactory(DIMS, 'IDMap2,Flat', INNER_PRODUCT)
  const index = Index.fromFactory(DIMS, `IVF${String(NLIST)},Flat`, INNER_PRODUCT)
  index.train(toRandomUnitVectors(200, DIMS, 1))
  return index
}
beforeAll(() => {
  for (const kind of kinds) createFaissIndex(kind).write(fileOf(kind))
})
/** Runs `work` on an index that begins empty. */
function withIndex(kind: Kind, work: (handle: bigint) => void): void {
  const handle = indexes.open(fileOf(kind))
  try {
    work(handle)
  } finally {
    indexes.release(handle)
  }
}

const rowOf = (vectors: Float32Array, row: number) => vectors.subarray(row * DIMS, (row + 1) * DIMS)
const toIds = (count: number, from = 0) => BigInt64Array.from({ length: count }, (_, i) => BigInt(from + i))

/** Same ids at every rank whose score stands apart from its neighbours', same scores everywhere. */
function expectSameHits(actual: SearchHits, expected: Pick<SearchHits, 'ids' | 'scores'>): void {
  expect(actual.ids.filter((id) => id >= 0n)).toHaveLength(expected.ids.length)
  const near = (i: number, j: number) =>
    Math.abs((expected.scores[i] ?? NaN) - (expected.scores[j] ?? NaN)) < 1e-5
  expected.scores.forEach((score, i) => {
    expect(Math.abs((actual.scores[i] ?? NaN) - score)).toBeLessThan(1e-5)
    const isLast = i === expected.scores.length - 1
    if (!near(i, i - 1) && !near(i, i + 1) && !isLast) expect(actual.ids[i]).toBe(expected.ids[i])
  })
}

const ids = fc.oneof(
  fc.uniqueArray(fc.bigInt({ min: 0n, max: 300n }), { minLength: 1, maxLength: 80 }),
  fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 62n }), { minLength: 1, maxLength: 80 }),
)
const scenario = fc.record({
  ids,
  seed: fc.integer(),
  k: fc.integer({ min: 1, max: 100 }),
  include: fc.option(fc.array(fc.nat(), { maxLength: 40 }), { nil: undefined }),
  removed: fc.array(fc.nat(), { maxLength: 20 }),
})

test.each(kinds)(
  '%s gives the ids and scores of exact search, among a selection and after removal',
  (kind) => {
    fc.assert(
      fc.property(scenario, ({ ids, seed, k, include, removed }) => {
        const some = (picks: number[]) =>
          BigInt64Array.from(
            new Set(picks.map((pick) => (pick % 7 === 0 ? BigInt(pick) : (ids[pick % ids.length] ?? 0n)))),
          )
        const vectors = toRandomUnitVectors(ids.length, DIMS, seed)
        const query = toRandomUnitVectors(1, DIMS, seed + 1)
        const model = new Map(ids.map((id, i) => [id, rowOf(vectors, i)]))
        withIndex(kind, (handle) => {
          indexes.put(handle, vectors, BigInt64Array.from(ids))
          expect(indexes.remove(handle, some(removed))).toBe(
            [...some(removed)].filter((id) => model.delete(id)).length,
          )
          expect(indexes.describe(handle).count).toBe(model.size)
          const selection = include && some(include)
          const hits = indexes.search(handle, query, k, NLIST, selection)
          expectSameHits(hits, searchExactly(model, query, k, selection && new Set(selection)))
          const found = hits.ids.filter((id) => id >= 0n)
          expect(hits.vectors.subarray(0, found.length * DIMS)).toEqual(indexes.read(handle, found))
          expect(hits.vectors.subarray(found.length * DIMS).every((value) => value === 0)).toBe(true)
        })
      }),
      { numRuns: 150 },
    )
  },
)

const change = fc.record({
  removed: fc.boolean(),
  ids: fc.uniqueArray(fc.bigInt({ min: 0n, max: 400n }), { minLength: 1, maxLength: 60 }),
})

test.each(kinds)('%s holds what was put and not removed, whatever came before', (kind) => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 25 }), (changes) => {
      const model = new Map<bigint, Float32Array>()
      withIndex(kind, (handle) => {
        changes.forEach(({ removed, ids }, round) => {
          if (removed) {
            const gone = ids.filter((id) => model.delete(id)).length
            expect(indexes.remove(handle, BigInt64Array.from(ids))).toBe(gone)
            return
          }
          const vectors = toRandomUnitVectors(ids.length, DIMS, round)
          indexes.put(handle, vectors, BigInt64Array.from(ids))
          ids.forEach((id, i) => model.set(id, rowOf(vectors, i)))
        })
        expect(indexes.describe(handle).count).toBe(model.size)
        const expected = Float32Array.from([...model.values()].flatMap((vector) => [...vector]))
        expect(indexes.read(handle, BigInt64Array.from(model.keys()))).toEqual(expected)
        for (let id = 0n; id <= 400n; id += 7n) {
          if (!model.has(id)) {
            expect(() => indexes.read(handle, BigInt64Array.of(id))).toThrow('no vector with id')
          }
        }
      })
    }),
    { numRuns: 60 },
  )
})

test.each(kinds)(
  '%s answers many queries as it answers each, over more vectors than a list holds',
  (kind) => {
    withIndex(kind, (handle) => {
      const vectors = toRandomUnitVectors(3000, DIMS, 3)
      indexes.put(handle, vectors, toIds(3000))
      // Every second one goes again, from the middle of the lists too.
      indexes.remove(
        handle,
        BigInt64Array.from({ length: 1500 }, (_, i) => BigInt(2 * i)),
      )
      const model = new Map(
        Array.from({ length: 1500 }, (_, i) => [BigInt(2 * i + 1), rowOf(vectors, 2 * i + 1)]),
      )
      const queries = toRandomUnitVectors(40, DIMS, 4)
      const together = indexes.search(handle, queries, 7, NLIST)
      for (let row = 0; row < 40; row++) {
        const alone = indexes.search(handle, rowOf(queries, row), 7, NLIST)
        expect(together.ids.subarray(row * 7, row * 7 + 7)).toEqual(alone.ids)
        expectSameHits(alone, searchExactly(model, rowOf(queries, row), 7))
      }
    })
  },
)

test.each(kinds)('%s reads the file that faiss-node wrote', (kind) => {
  const file = join(folder, `${kind} filled.faiss`)
  const built = createFaissIndex(kind)
  const vectors = toRandomUnitVectors(1200, DIMS, 2)
  built.addWithIds(vectors, toIds(1200, 5))
  built.write(file)
  const handle = indexes.open(file)
  expect(indexes.describe(handle)).toEqual({ count: 1200, dims: DIMS, nlist: kind === 'exact' ? 0 : NLIST })
  expect(indexes.read(handle, toIds(1200, 5))).toEqual(vectors)
  const found = built.search(vectors, 1, kind === 'exact' ? {} : { nprobe: NLIST })
  expect(indexes.search(handle, vectors, 1, NLIST).ids).toEqual(found.labels)
  indexes.release(handle)
})

test('fewer lists find fewer neighbours, and all lists find all', () => {
  withIndex('inverted lists', (handle) => {
    indexes.put(handle, toRandomUnitVectors(500, DIMS, 6), toIds(500))
    const query = toRandomUnitVectors(1, DIMS, 7)
    const count = (nprobe: number) =>
      indexes.search(handle, query, 500, nprobe).ids.filter((id) => id >= 0n).length
    expect(count(1)).toBeLessThan(500)
    expect(count(NLIST)).toBe(500)
    expect(count(1000)).toBe(500)
  })
})

test('an index that was released answers no more', () => {
  const handle = indexes.open(fileOf('exact'))
  expect(indexes.release(handle)).toBe(true)
  expect(indexes.release(handle)).toBe(false)
  expect(() => indexes.describe(handle)).toThrow('it was released')
})

test.each(kinds)('%s refuses arguments that make no sense', (kind) => {
  withIndex(kind, (handle) => {
    const one = toRandomUnitVectors(1, DIMS, 5)
    const infinite = one.map(() => Infinity)
    expect(() => indexes.search(handle, one.subarray(1), 1, 1)).toThrow('no whole vectors')
    expect(() => indexes.search(handle, one, 0, 1)).toThrow('k must be a whole number')
    expect(() => indexes.search(handle, one, 1, 0.5)).toThrow('nprobe must be a whole number')
    expect(() => indexes.search(handle, infinite, 1, 1)).toThrow('must be finite')
    expect(() => indexes.search(handle, [...one] as never, 1, 1)).toThrow('must be a Float32Array')
    expect(() => {
      indexes.put(handle, infinite, toIds(1))
    }).toThrow('must be finite')
    expect(() => {
      indexes.put(handle, one, new BigInt64Array())
    }).toThrow('need 1 ids')
    expect(() => {
      indexes.put(handle, one, BigInt64Array.of(-1n))
    }).toThrow('must not be negative')
    expect(() => indexes.read(handle, BigInt64Array.of(5n))).toThrow('no vector with id 5')
    expect(() => indexes.describe('1' as never)).toThrow('A handle is a BigInt')
  })
})

test('an index of another metric or kind is not opened', () => {
  const file = join(folder, 'other.faiss')
  Index.fromFactory(DIMS, 'IDMap2,Flat', 1).write(file)
  expect(() => indexes.open(file)).toThrow('its metric is not the inner product')
  Index.fromFactory(DIMS, 'HNSW8', INNER_PRODUCT).write(file)
  expect(() => indexes.open(file)).toThrow('of another kind')
  expect(() => indexes.open(join(folder, 'missing.faiss'))).toThrow('does not open')
})
