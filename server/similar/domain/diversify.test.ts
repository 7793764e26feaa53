import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diversify } from './diversify'

const onALine = { scoreOf: (v: number) => v, likenessOf: (a: number, b: number) => 1 - Math.abs(a - b) }

describe('diversify', () => {
  it('keeps the order where no diversity is asked for', () => {
    expect(diversify([0.9, 0.8, 0.1], { ...onALine, k: 2, diversity: 0 })).toEqual([0.9, 0.8])
  })

  it('takes the best first, then what differs from it', () => {
    expect(diversify([0.9, 0.85, 0.5], { ...onALine, k: 3, diversity: 0.7 })).toEqual([0.9, 0.5, 0.85])
  })

  it('picks each item once, the first k of a longer pick, and as many as there are', () => {
    const items = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })
    fc.assert(
      fc.property(items, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(15), (values, diversity, k) => {
        const sorted = values.sort((a, b) => b - a)
        const all = diversify(sorted, { ...onALine, k: 20, diversity })
        expect([...all].sort((a, b) => b - a)).toEqual(sorted)
        expect(diversify(sorted, { ...onALine, k, diversity })).toEqual(all.slice(0, k))
      }),
    )
  })
})
