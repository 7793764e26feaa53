import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder } from './in-order'

describe('inOrder', () => {
  it('gives what sorting gives, however far one reads', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(50), (numbers, take) => {
        const compare = (a: number, b: number) => a - b
        const sorted = [...numbers].sort(compare)
        expect([...inOrder([...numbers], compare)]).toEqual(sorted)
        const first: number[] = []
        for (const value of inOrder([...numbers], compare)) {
          if (first.length === take) break
          first.push(value)
        }
        expect(first).toEqual(sorted.slice(0, take))
      }),
    )
  })
})
