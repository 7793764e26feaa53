import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaleValue } from '../../../domain/features/scaler'
import { toPopularityScale } from './catalog-sample'

const popularities = fc.array(fc.option(fc.integer({ min: 0, max: 100 })), { maxLength: 60 })

describe('toPopularityScale', () => {
  it('keeps the order of popularity, and takes the popularities in any order', () => {
    fc.assert(
      fc.property(popularities, fc.integer({ min: 0, max: 99 }), (known, at) => {
        const scale = toPopularityScale(known)
        expect(scaleValue(at, scale)).toBeLessThanOrEqual(scaleValue(at + 1, scale))
        expect(toPopularityScale([...known].reverse())).toEqual(scale)
      }),
    )
  })

  it('gives the known the same distance in every catalog, and the many that nobody knows one place', () => {
    const few = toPopularityScale([...Array.from({ length: 50 }, () => 0), 1, 2, 3, 4, 5, null])
    const many = toPopularityScale([...Array.from({ length: 50 }, () => 0), 60, 70, 80, 90, 100, null])
    expect(scaleValue(5, few)).toBeCloseTo(scaleValue(100, many), 5)
    expect(scaleValue(0, few)).toBeCloseTo(scaleValue(0, many), 5)
    expect(scaleValue(0, few)).toBeGreaterThan(-1)
  })

  it('stands for any catalog where popularity is unknown or the same for all', () => {
    expect(toPopularityScale([null])).toEqual(toPopularityScale([7, 7]))
    expect(scaleValue(50, toPopularityScale([]))).toBe(0)
  })
})
