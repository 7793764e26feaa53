import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandomStream } from '../../domain/seeded-random'
import { toFigure } from './interval'

describe('toFigure', () => {
  it('holds the mean within its interval, the same for the same seed', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(values, fc.nat(), (list, seed) => {
        const { value, low, high, n } = toFigure(list, seed)
        expect(value).toBeCloseTo(list.reduce((a, b) => a + b) / n, 9)
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
        expect(toFigure(list, seed)).toEqual({ value, low, high, n })
      }),
      { numRuns: 50 },
    )
  })

  it('covers the true mean about 95 times in 100', () => {
    const random = createRandomStream(11)
    let covered = 0
    for (let trial = 0; trial < 200; trial++) {
      const sample = Array.from({ length: 60 }, () => (random() < 0.3 ? 1 : 0))
      const { low, high } = toFigure(sample, trial)
      if (low <= 0.3 && high >= 0.3) covered++
    }
    expect(covered).toBeGreaterThanOrEqual(178)
    expect(covered).toBeLessThan(200)
  })

  it('is nought for nothing', () => {
    expect(toFigure([], 1)).toEqual({ value: 0, low: 0, high: 0, n: 0 })
  })
})
