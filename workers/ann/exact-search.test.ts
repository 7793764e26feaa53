import { expect, test } from 'vitest'
import { ExactIndex } from './exact-search'
import { LOWEST_SCORE } from './vector-index'

const create = () => {
  const index = new ExactIndex(2)
  index.append(Float32Array.of(1, 0, 0, 1, 0.6, 0.8), BigInt64Array.of(10n, 20n, 30n))
  return index
}

test('search ranks by inner product and fills short rows', () => {
  const { ids, scores } = create().search(Float32Array.of(0, 1), 4)
  expect(ids).toEqual(BigInt64Array.of(20n, 30n, 10n, -1n))
  expect(scores).toEqual(Float32Array.of(1, 0.8, 0, LOWEST_SCORE))
})

test('include and exclude hold together', () => {
  const { ids } = create().search(Float32Array.of(0, 1), 2, {
    include: BigInt64Array.of(10n, 20n, 99n),
    exclude: BigInt64Array.of(20n),
  })
  expect(ids).toEqual(BigInt64Array.of(10n, -1n))
})

test('remove counts what was there, and reconstruct refuses it afterwards', () => {
  const index = create()
  expect(index.remove(BigInt64Array.of(20n, 21n))).toBe(1)
  expect(index.count()).toBe(2)
  expect(index.reconstruct(BigInt64Array.of(30n, 10n))).toEqual(Float32Array.of(0.6, 0.8, 1, 0))
  expect(() => index.reconstruct(BigInt64Array.of(20n))).toThrow('no vector with id 20')
})

test.each([
  ['a row cut short', () => create().search(Float32Array.of(1), 1), 'no whole vectors'],
  ['a value that is not finite', () => create().search(Float32Array.of(1, NaN), 1), 'must be finite'],
  ['k = 0', () => create().search(Float32Array.of(1, 0), 0), 'at least 1'],
  [
    'a missing id',
    () => {
      create().append(Float32Array.of(1, 0), new BigInt64Array())
    },
    'need 1 ids',
  ],
  [
    'a negative id',
    () => {
      create().append(Float32Array.of(1, 0), BigInt64Array.of(-1n))
    },
    'is negative',
  ],
])('%s is refused', (_, act, message) => {
  expect(act).toThrow(message)
})
