import fc from 'fast-check'
import { expect, test } from 'vitest'
import { autocorrelate, correlate, interpolate } from './periodicity'

test('autocorrelation finds a period, and is 1 at lag 0', () => {
  const signal = Float64Array.from({ length: 400 }, (_, i) => Math.sin((2 * Math.PI * i) / 20))
  const found = autocorrelate(signal, 50)
  expect(found[0]).toBeCloseTo(1, 12)
  expect(found[20]).toBeCloseTo(1, 1)
  expect(found[10]).toBeCloseTo(-1, 1)
  expect([...autocorrelate(new Float64Array(100).fill(3), 10)]).toEqual(new Array(10).fill(0))
})

test('correlation of two signals is the same either way, and 1 or less at lag 0', () => {
  const signal = fc.float64Array({ minLength: 30, maxLength: 30, min: -100, max: 100, noNaN: true })
  fc.assert(
    fc.property(signal, signal, (a, b) => {
      const one = correlate(a, b, 20)
      expect([...one]).toEqual([...correlate(b, a, 20)])
      expect(Math.abs(one[0] ?? NaN)).toBeLessThanOrEqual(1 + 1e-9)
    }),
  )
})

test('correlation finds how far one signal follows another', () => {
  const every = (offset: number) => Float64Array.from({ length: 400 }, (_, i) => +(i % 20 === offset))
  const found = correlate(every(0), every(10), 25)
  expect(found[10]).toBeGreaterThan(0.9)
  expect(found[0]).toBeLessThan(0)
  expect(found[20]).toBeLessThan(0)
})

test('interpolation goes through the samples and follows a curve between them', () => {
  const curve = Float64Array.from({ length: 20 }, (_, i) => Math.cos(i / 3))
  expect(interpolate(curve, 7)).toBe(curve[7])
  expect(interpolate(curve, 7.4)).toBeCloseTo(Math.cos(7.4 / 3), 3)
})
