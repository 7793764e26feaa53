import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lift, precisionAt, recallAt, rPrecision } from './metrics'

const relevant = new Set(['a', 'b', 'c', 'd'])

describe('the figures of a list', () => {
  it('count hits as their definitions say', () => {
    const list = ['a', 'x', 'b', 'y', 'c']
    expect(precisionAt(list, relevant, 2)).toBe(0.5)
    expect(precisionAt(list, relevant, 10)).toBe(0.3)
    expect(recallAt(list, relevant, 3)).toBe(0.5)
    expect(rPrecision(list, relevant)).toBe(0.5)
  })

  it('are nought where nothing is asked for or nothing is relevant', () => {
    expect(precisionAt(['a'], relevant, 0)).toBe(0)
    expect(recallAt(['a'], new Set<string>(), 5)).toBe(0)
    expect(rPrecision(['a'], new Set<string>())).toBe(0)
  })

  it('lie between 0 and 1, recall never falls with k, and at |relevant| all three agree', () => {
    const distinct = fc.uniqueArray(fc.nat(50))
    fc.assert(
      fc.property(distinct, distinct, fc.nat(60), (list, answers, k) => {
        const wanted = new Set(answers)
        for (const value of [precisionAt(list, wanted, k), recallAt(list, wanted, k)]) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
        }
        expect(recallAt(list, wanted, k + 1)).toBeGreaterThanOrEqual(recallAt(list, wanted, k))
        expect(rPrecision(list, wanted)).toBe(recallAt(list, wanted, wanted.size))
      }),
    )
  })

  it('compare with a baseline only where it found something', () => {
    expect(lift(0.12, 0.004)).toBeCloseTo(30)
    expect(lift(0.12, 0)).toBeNull()
  })
})
