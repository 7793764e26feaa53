import { expect, test } from 'vitest'
import { toRandomUnitVectors } from '../ann/testing/random-vectors'
import { INNER_PRODUCT, loadFaiss } from './faiss'

const DIMS = 4
const { Index } = loadFaiss()
const create = () => Index.fromFactory(DIMS, 'IVF4,Flat', INNER_PRODUCT)

test('faiss-node reports a failure of FAISS as an Error', () => {
  expect(() => {
    create().addWithIds(toRandomUnitVectors(1, DIMS, 1), BigInt64Array.of(1n))
  }).toThrow('is_trained')
  expect(() => Index.fromFactory(DIMS, 'no such index', INNER_PRODUCT)).toThrow('no such index')
})

test('faiss-node refuses vectors and ids that do not fit', () => {
  const index = create()
  const one = toRandomUnitVectors(1, DIMS, 1)
  expect(() => {
    index.train(one.subarray(1))
  }).toThrow('array length')
  expect(() => {
    index.train(one.map(() => NaN))
  }).toThrow('finite')
  expect(() => {
    index.addWithIds(one, new BigInt64Array())
  }).toThrow('one id for each vector')
})

test('faiss-node finds by nprobe, and is empty after dispose', () => {
  const index = create()
  const vectors = toRandomUnitVectors(200, DIMS, 2)
  index.train(vectors)
  const ids = BigInt64Array.from({ length: 200 }, (_, i) => BigInt(i * 7))
  index.addWithIds(vectors, ids)
  expect(index.search(vectors, 1, { nprobe: 4 }).labels).toEqual(ids)
  expect(index.search(vectors.subarray(0, DIMS), 200, { nprobe: 1 }).labels).toContain(-1n)
  index.dispose()
  expect(index.ntotal()).toBe(0)
})
