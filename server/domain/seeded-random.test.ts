import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandomStream, shuffled } from './seeded-random'

const take = (n: number, ...words: number[]) => Array.from({ length: n }, createRandomStream(...words))

describe('createRandomStream', () => {
  it('gives the same numbers for the same words and others for others', () => {
    expect(take(5, 1, 2)).toEqual(take(5, 1, 2))
    expect(take(5, 1, 2)).not.toEqual(take(5, 2, 1))
    expect(take(5, 1)).not.toEqual(take(5, 1, 0))
  })

  it('spreads evenly over 0 to 1', () => {
    const bins = new Array<number>(10).fill(0)
    for (const value of take(10_000, 7)) {
      bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] ?? 0) + 1
    }
    for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

describe('shuffled', () => {
  it('keeps every item and leaves the list as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (list, seed) => {
        const before = [...list]
        const mixed = shuffled(list, createRandomStream(seed))
        expect(list).toEqual(before)
        expect([...mixed].sort((a, b) => a - b)).toEqual(before.sort((a, b) => a - b))
      }),
    )
  })
})
