import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { loadFaiss } from '../native/faiss'
import { ExactIndex } from './exact-search'
import { createFlatIndex, openSharedIndex, readIndex, toNlist, trainIvfIndex } from './faiss-index'
import { toRandomUnitVectors } from './random-vectors'
import type { VectorHits, VectorIndex } from './vector-index'

const DIMS = 8
const faiss = loadFaiss()
// FAISS's threads spin while they wait for each other, which on a busy machine takes longer than the work.
faiss.Index.setNumThreads(1)
const folder = mkdtempSync(join(tmpdir(), 'segue-faiss-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Every list is visited, so that an inverted file finds what exact search finds. */
const ALL_LISTS = 4
const createIvf = () =>
  trainIvfIndex(faiss, {
    dims: DIMS,
    nlist: ALL_LISTS,
    nprobe: ALL_LISTS,
    training: toRandomUnitVectors(200, DIMS, 1),
  })
const createIvfWithPlaces = () => {
  const index = createIvf()
  index.keepPlaces()
  return index
}
const kinds = [
  ['flat', () => createFlatIndex(faiss, DIMS)],
  ['ivf', createIvf],
  ['ivf that keeps places', createIvfWithPlaces],
] as const

/** Same ids at every rank whose score stands apart from its neighbours', same scores everywhere. */
function expectSameHits(actual: VectorHits, expected: VectorHits, k: number): void {
  expect(actual.scores).toHaveLength(expected.scores.length)
  expected.scores.forEach((score, i) => {
    expect(Math.abs((actual.scores[i] ?? NaN) - score)).toBeLessThan(1e-5)
    const near = (j: number) =>
      Math.floor(j / k) === Math.floor(i / k) && Math.abs((expected.scores[j] ?? NaN) - score) < 1e-5
    const isLastOfRow = (i + 1) % k === 0
    if (!near(i - 1) && !near(i + 1) && !isLastOfRow) expect(actual.ids[i]).toBe(expected.ids[i])
  })
}

const ids = fc.uniqueArray(fc.bigInt({ min: 0n, max: 300n }), { minLength: 1, maxLength: 80 })
const farIds = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 62n }), { minLength: 1, maxLength: 80 })
const scenario = fc.record({
  ids: fc.oneof(ids, farIds),
  seed: fc.integer(),
  k: fc.integer({ min: 1, max: 100 }),
  include: fc.option(fc.array(fc.nat(), { maxLength: 40 }), { nil: undefined }),
  exclude: fc.option(fc.array(fc.nat(), { maxLength: 40 }), { nil: undefined }),
  removed: fc.array(fc.nat(), { maxLength: 20 }),
})

test.each(kinds)('%s gives the ids and scores of exact search, filtered and after removal', (_, create) => {
  fc.assert(
    fc.property(scenario, ({ ids, seed, k, include, exclude, removed }) => {
      const some = (picks: number[]) =>
        BigInt64Array.from(picks, (pick) => (pick % 7 === 0 ? BigInt(pick) : (ids[pick % ids.length] ?? 0n)))
      const vectors = toRandomUnitVectors(ids.length, DIMS, seed)
      const queries = toRandomUnitVectors(3, DIMS, seed + 1)
      const options = {
        ...(include && { include: some(include) }),
        ...(exclude && { exclude: some(exclude) }),
      }
      const [actual, expected] = [create(), new ExactIndex(DIMS)].map((index: VectorIndex) => {
        index.append(vectors, BigInt64Array.from(ids))
        const gone = index.remove(some(removed))
        const left = BigInt64Array.from(ids.filter((id) => !some(removed).includes(id)))
        return {
          gone,
          count: index.count(),
          hits: index.search(queries, k, options),
          kept: index.reconstruct(left),
        }
      })
      if (!actual || !expected) throw new Error('both indexes must answer')
      expectSameHits(actual.hits, expected.hits, k)
      expect({ ...actual, hits: null }).toEqual({ ...expected, hits: null })
    }),
    { numRuns: 150 },
  )
})

const change = fc.record({
  removed: fc.boolean(),
  ids: fc.uniqueArray(fc.bigInt({ min: 0n, max: 400n }), { minLength: 1, maxLength: 60 }),
})

test.each(kinds)('%s holds what was added and not removed, whatever came before', (_, create) => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 25 }), (changes) => {
      const index = create()
      const model = new Map<bigint, Float32Array>()
      changes.forEach(({ removed, ids }, round) => {
        expect(index.remove(BigInt64Array.from(ids))).toBe(ids.filter((id) => model.delete(id)).length)
        if (removed) return
        const vectors = toRandomUnitVectors(ids.length, DIMS, round)
        index.append(vectors, BigInt64Array.from(ids))
        ids.forEach((id, i) => model.set(id, vectors.slice(i * DIMS, (i + 1) * DIMS)))
      })
      expect(index.count()).toBe(model.size)
      const all = [...model.keys()]
      const expected = Float32Array.from([...model.values()].flatMap((vector) => [...vector]))
      expect(index.reconstruct(BigInt64Array.from(all))).toEqual(expected)
      for (let id = 0n; id <= 400n; id += 7n) {
        if (!model.has(id)) expect(() => index.reconstruct(BigInt64Array.of(id))).toThrow('no vector with id')
      }
    }),
    { numRuns: 60 },
  )
})

test.each(kinds)('%s is the same after writing and reading', (kind, create) => {
  const file = join(folder, `${kind}.faiss`)
  const index = create()
  const vectors = toRandomUnitVectors(100, DIMS, 2)
  index.append(
    vectors,
    BigInt64Array.from({ length: 100 }, (_, i) => BigInt(i)),
  )
  index.write(file)
  const read = readIndex(faiss, file, ALL_LISTS)
  expect(read).toMatchObject({ kind: index.kind, dims: DIMS, nlist: index.nlist })
  expect(read.search(vectors, 5)).toEqual(index.search(vectors, 5))
})

test('an index that JavaScript wrote is one that FAISS reads', () => {
  const file = join(folder, 'exact.faiss')
  const exact = new ExactIndex(DIMS)
  const vectors = toRandomUnitVectors(30, DIMS, 3)
  exact.append(
    vectors,
    BigInt64Array.from({ length: 30 }, (_, i) => BigInt(i * 5)),
  )
  exact.write(file)
  const read = readIndex(faiss, file)
  expectSameHits(read.search(vectors, 4), exact.search(vectors, 4), 4)
})

test('a shared index is one index: what one view appends, the other finds', () => {
  const index = createFlatIndex(faiss, DIMS)
  const handle = index.share()
  const view = openSharedIndex(faiss, handle)
  index.append(toRandomUnitVectors(1, DIMS, 4), BigInt64Array.of(7n))
  index.dispose()
  expect(view.search(toRandomUnitVectors(1, DIMS, 4), 1).ids).toEqual(BigInt64Array.of(7n))
  expect(() => index.count()).toThrow('disposed')
  expect(faiss.Index.release(handle)).toBe(true)
  expect(view.count()).toBe(1)
  expect(() => openSharedIndex(faiss, handle)).toThrow('released')
})

test.each(kinds)('%s refuses what cannot be meant', (_, create) => {
  const index = create()
  const one = toRandomUnitVectors(1, DIMS, 5)
  expect(() => index.search(one.subarray(1), 1)).toThrow('no whole vectors')
  expect(() => index.search(one, 0)).toThrow('at least 1')
  expect(() =>
    index.search(
      one.map(() => Infinity),
      1,
    ),
  ).toThrow('must be finite')
  expect(() => {
    index.append(one, new BigInt64Array())
  }).toThrow('need 1 ids')
  expect(() => index.reconstruct(BigInt64Array.of(5n))).toThrow('no vector with id 5')
})

test('an inverted file of another metric is not taken for one of ours', () => {
  const file = join(folder, 'l2.faiss')
  new faiss.Index(DIMS).write(file)
  expect(() => readIndex(faiss, file)).toThrow("is none of Segue's")
})

test('lists cannot be trained from fewer vectors', () => {
  const training = toRandomUnitVectors(3, DIMS, 6)
  expect(() => trainIvfIndex(faiss, { dims: DIMS, nlist: 4, training })).toThrow('4 lists need')
})

test.each([
  [0, 1],
  [1_000, 25],
  [100_000, 1_264],
  [1_000_000, 4_000],
])('%i vectors get %i lists', (count, nlist) => {
  expect(toNlist(count)).toBe(nlist)
})
