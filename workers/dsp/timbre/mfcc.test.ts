import { expect, test } from 'vitest'
import { createMelBands } from '../spectrum/mel-bands'
import { createMfcc, MFCC_COUNT } from './mfcc'

const BANDS = 40
const mfccOf = (melDb: Float64Array) => {
  const out = new Float64Array(MFCC_COUNT)
  createMfcc(BANDS)(melDb, out)
  return [...out]
}

test('a flat spectrum has its level in coefficient 0 and nothing elsewhere', () => {
  const [first = 0, ...others] = mfccOf(new Float64Array(BANDS).fill(-20))
  expect(first).toBeCloseTo(-20 * Math.sqrt(BANDS), 9)
  for (const value of others) expect(value).toBeCloseTo(0, 9)
})

test('more gain moves coefficient 0 alone', () => {
  const bands = Float64Array.from({ length: BANDS }, (_, i) => -30 + 10 * Math.sin(i))
  const quiet = mfccOf(bands)
  const loud = mfccOf(bands.map((db) => db + 6))
  expect((loud[0] ?? 0) - (quiet[0] ?? 0)).toBeCloseTo(6 * Math.sqrt(BANDS), 9)
  expect(
    loud
      .slice(1)
      .map((value, i) => value - (quiet[i + 1] ?? 0))
      .every((d) => Math.abs(d) < 1e-9),
  ).toBe(true)
})

test('a spectrum that falls towards the top has a positive coefficient 1', () => {
  expect(mfccOf(Float64Array.from({ length: BANDS }, (_, i) => -i))[1]).toBeGreaterThan(0)
})

test('the mel bands share out every bin between the first peak and the last', () => {
  const toBands = createMelBands(BANDS, 2048, 22_050)
  const bands = new Float64Array(BANDS)
  for (let bin = 8; bin < 950; bin += 7) {
    const power = new Float64Array(1025)
    power[bin] = 1
    toBands(power, bands)
    expect(bands.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9)
    expect(bands.filter((value) => value > 0).length).toBeLessThanOrEqual(2)
  }
})
