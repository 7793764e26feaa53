import fc from 'fast-check'
import { expect, it } from 'vitest'
import { normalQuantile, normalShare } from './normal'

it('knows the quantiles of a table', () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 9)
  expect(normalQuantile(0.975)).toBeCloseTo(1.96, 2)
  expect(normalShare(-1)).toBeCloseTo(0.1587, 3)
})

it('undoes each by the other', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (share) => {
      expect(normalShare(normalQuantile(share))).toBeCloseTo(share, 6)
    }),
  )
})
