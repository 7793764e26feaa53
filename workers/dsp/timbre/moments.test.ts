import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMoments } from './moments'

test('mean and deviation are those of the definition, also far from zero', () => {
  const value = fc.double({ min: 1e6, max: 1e6 + 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), (values) => {
      const moments = createMoments(1)
      for (const x of values) moments.add([x])
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
      expect(moments.mean()[0]).toBeCloseTo(mean, 6)
      expect(moments.deviation()[0]).toBeCloseTo(Math.sqrt(variance), 6)
    }),
  )
})

test('nothing gives zeros', () => {
  const moments = createMoments(2)
  expect([moments.count(), moments.mean(), moments.deviation()]).toEqual([0, [0, 0], [0, 0]])
})
