import { describe, expect, it } from 'vitest'
import { buildFaissIndex, recallAtK, sampleRows } from './build-index'
import { toClusteredUnitVectors } from './random-vectors'

describe('buildFaissIndex', () => {
  const dims = 8
  const n = 3000
  const vectors = toClusteredUnitVectors(n, dims, 12, 1)
  const ids = BigInt64Array.from({ length: n }, (_, i) => BigInt(i + 10))

  it('is exact up to the threshold', () => {
    const built = buildFaissIndex(vectors, ids, dims, { exactMax: n, recallTarget: 0.98 })
    expect(built).toMatchObject({ nlist: null, nprobe: null, recall: null })
    expect(built.index.kind).toBe('flat')
    expect(built.index.count()).toBe(n)
  })

  it('is approximate above it, with the smallest nprobe that reaches the wanted recall', () => {
    const target = 0.95
    const { index, nlist, nprobe, recall } = buildFaissIndex(vectors, ids, dims, {
      exactMax: 100,
      recallTarget: target,
    })
    expect(index.kind).toBe('ivf')
    expect(nlist).toBeGreaterThan(1)
    expect(recall).toBeGreaterThanOrEqual(target)
    const queries = sampleRows(vectors, dims, 200)
    const truth = buildFaissIndex(vectors, ids, dims, { exactMax: n, recallTarget: 1 }).index.search(
      queries,
      10,
    ).ids
    expect(recallAtK(index.search(queries, 10, { nprobe: nprobe ?? 0 }).ids, truth, 10)).toBeCloseTo(
      recall ?? 0,
      6,
    )
    if ((nprobe ?? 0) > 1) {
      const half = index.search(queries, 10, { nprobe: (nprobe ?? 0) / 2 }).ids
      expect(recallAtK(half, truth, 10)).toBeLessThan(target)
    }
  })

  it('can be built from nothing', () => {
    const { index } = buildFaissIndex(new Float32Array(), new BigInt64Array(), dims, {
      exactMax: 10,
      recallTarget: 1,
    })
    expect(index.count()).toBe(0)
  })
})

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
