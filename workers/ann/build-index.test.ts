import { describe, expect, it } from 'vitest'
import { buildFaissIndex, recallAtK, sampleRows, toNlist } from './build-index'
import { toClusteredUnitVectors } from './testing/random-vectors'

describe('buildFaissIndex', () => {
  const dims = 8
  const n = 3000
  const vectors = toClusteredUnitVectors(n, dims, 12, 1)
  const ids = BigInt64Array.from({ length: n }, (_, i) => BigInt(i + 10))
  const sampled = new Set(Array.from({ length: 200 }, (_, i) => Math.floor((i * n) / 200)))

  it('is exact up to the threshold', () => {
    const built = buildFaissIndex(vectors, ids, dims, { exactMax: n, recallTarget: 0.98 })
    expect(built).toMatchObject({ kind: 'flat', nlist: null, nprobe: null, recall: null })
    expect(built.index.ntotal()).toBe(n)
  })

  it('is approximate above it, with the smallest nprobe that reaches the wanted recall', () => {
    const target = 0.95
    const { index, kind, nlist, nprobe, recall } = buildFaissIndex(vectors, ids, dims, {
      exactMax: 100,
      recallTarget: target,
    })
    expect(kind).toBe('ivf')
    expect(nlist).toBeGreaterThan(1)
    expect(recall).toBeGreaterThanOrEqual(target)
    const queries = sampleRows(vectors, dims, 200)
    const own = ids.filter((_, row) => sampled.has(row))
    const exact = buildFaissIndex(vectors, ids, dims, { exactMax: n, recallTarget: 1 }).index
    const truth = withoutOwn(exact.search(queries, 11).labels, own)
    const measure = (lists: number) =>
      recallAtK(withoutOwn(index.search(queries, 11, { nprobe: lists }).labels, own), truth, 10)
    expect(measure(nprobe ?? 0)).toBeCloseTo(recall ?? 0, 6)
    expect(nprobe).toBeGreaterThan(1)
    expect(measure((nprobe ?? 0) - 1)).toBeLessThan(target)
  })

  it('can be built from nothing', () => {
    const { index } = buildFaissIndex(new Float32Array(), new BigInt64Array(), dims, {
      exactMax: 10,
      recallTarget: 1,
    })
    expect(index.ntotal()).toBe(0)
  })

  it.each([
    [0, 1],
    [1_000, 25],
    [100_000, 1_264],
    [1_000_000, 4_000],
  ])('divides %i vectors into %i lists', (count, nlist) => {
    expect(toNlist(count)).toBe(nlist)
  })
})

/** Rows of 11 hits become rows of 10, without the member that asked. */
function withoutOwn(found: BigInt64Array, own: BigInt64Array): BigInt64Array {
  const rows = [...own].map((id, row) =>
    [...found.subarray(row * 11, row * 11 + 11)].filter((hit) => hit !== id),
  )
  return BigInt64Array.from(rows.flatMap((row) => row.slice(0, 10)))
}

describe('sampleRows', () => {
  it('spreads over the whole matrix and never reads past it', () => {
    const matrix = Float32Array.from({ length: 20 }, (_, i) => Math.floor(i / 2))
    expect([...sampleRows(matrix, 2, 5)]).toEqual([0, 0, 2, 2, 4, 4, 6, 6, 8, 8])
    expect(sampleRows(matrix, 2, 100)).toEqual(matrix)
  })
})

describe('recallAtK', () => {
  it('is the share of true neighbours found, whatever their order', () => {
    const labels = (...ids: number[]) => BigInt64Array.from(ids, BigInt)
    expect(recallAtK(labels(3, 2, 1, 9), labels(1, 2, 4, 9), 2)).toBe(0.5)
    expect(recallAtK(labels(), labels(), 10)).toBe(1)
  })
})
