import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createResampler } from './resample'
import { concat, makeNoise, makeSine } from '../testing/signals'

const OUT = 22_050
function resample(input: Float32Array, rate: number): Float32Array {
  const resampler = createResampler(rate, OUT)
  return concat(resampler.push(input), resampler.finish())
}
/** Level of the middle of a signal, dB to a sine of amplitude 1. */
function getLevel(signal: Float32Array): number {
  const middle = signal.subarray(2000, -2000)
  return 10 * Math.log10((2 * middle.reduce((sum, x) => sum + x * x, 0)) / middle.length)
}

const RATES = [8000, 11_025, 16_000, 32_000, 44_056, 44_100, 48_000, 88_200, 96_000, 192_000]

describe.each(RATES)('from %i Hz', (rate) => {
  test('a tone keeps its level, its pitch and its place', () => {
    const found = resample(makeSine(1000, 1, rate), rate)
    const wanted = makeSine(1000, 1, OUT)
    expect(found.length).toBe(OUT)
    const errors = found.subarray(200, -200).map((x, i) => Math.abs(x - (wanted[i + 200] ?? 9)))
    expect(Math.max(...errors)).toBeLessThan(0.002)
  })

  test('a constant stays what it is', () => {
    const found = resample(new Float32Array(rate).fill(0.5), rate)
    for (const x of found.subarray(500, -500)) expect(x).toBeCloseTo(0.5, 3)
  })

  test('pieces of any size give what the whole gives', () => {
    const noise = makeNoise(0.1, rate)
    const whole = resample(noise, rate)
    fc.assert(
      fc.property(fc.array(fc.nat(noise.length), { maxLength: 5 }), (cuts) => {
        const resampler = createResampler(rate, OUT)
        const edges = [0, ...cuts.sort((a, b) => a - b), noise.length]
        const parts = edges.slice(1).map((end, i) => resampler.push(noise.subarray(edges[i], end)))
        expect(concat(...parts, resampler.finish())).toEqual(whole)
      }),
      { numRuns: 10 },
    )
  })
})

describe('what lies above half the target rate', () => {
  test.each([44_100, 48_000, 96_000])('is down by 60 dB and more: from %i Hz', (rate) => {
    for (const hz of [12_100, 15_000, 19_000]) {
      expect(getLevel(resample(makeSine(hz, 1, rate), rate))).toBeLessThan(-60)
    }
  })
  test('does not take the rest with it: 9 kHz passes', () => {
    for (const rate of [44_100, 48_000]) {
      expect(getLevel(resample(makeSine(9000, 1, rate), rate))).toBeCloseTo(0, 0)
    }
  })
})
