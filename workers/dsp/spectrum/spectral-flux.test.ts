import { expect, test } from 'vitest'
import { getSpectralFlux } from './spectral-flux'

const a = Float64Array.of(1, 2, 3)
const b = Float64Array.of(3, 1, 4)

test('spectral flux is the share of the magnitude that is new', () => {
  expect(getSpectralFlux(b, a)).toBeCloseTo(3 / 8)
  expect(getSpectralFlux(a, a)).toBe(0)
  expect(getSpectralFlux(a, new Float64Array(3))).toBe(1)
  expect(getSpectralFlux(new Float64Array(3), a)).toBe(0)
  expect(
    getSpectralFlux(
      b.map((m) => m / 9),
      a.map((m) => m / 9),
    ),
  ).toBeCloseTo(3 / 8)
})
