import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slerp, toAngle } from './slerp'

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
const unit = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
  .filter((values) => Math.hypot(...values) > 0.1)
  .map((values) => Float32Array.from(values, (value) => value / Math.hypot(...values)))

describe('slerp', () => {
  it('goes from one end to the other at length 1, its steps in proportion to t', () => {
    fc.assert(
      fc.property(unit, unit, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, t) => {
        const angle = toAngle(dot(a, b))
        fc.pre(angle < 3.1)
        const point = slerp(a, b, t)
        expect(Math.hypot(...point)).toBeCloseTo(1, 4)
        expect(toAngle(dot(a, point))).toBeCloseTo(t * angle, 2)
        expect(toAngle(dot(point, b))).toBeCloseTo((1 - t) * angle, 2)
      }),
    )
  })

  it('stays where both ends are the same, and gives an end between opposite ones', () => {
    const a = Float32Array.of(1, 0)
    expect([...slerp(a, a, 0.3)]).toEqual([1, 0])
    for (const t of [0, 0.5, 1]) {
      expect(Math.hypot(...slerp(a, Float32Array.of(-1, 0), t))).toBeCloseTo(1)
    }
  })
})
