import { describe, expect, test } from 'vitest'
import { createPowerSpectrum } from './real-fft'
import { makeNoise } from '../testing/signals'

/** |X[k]|² by the definition of the discrete Fourier transform. */
function getPowerByDefinition(x: Float64Array): number[] {
  return Array.from({ length: x.length / 2 + 1 }, (_, k) => {
    let re = 0
    let im = 0
    x.forEach((value, n) => {
      re += value * Math.cos((2 * Math.PI * k * n) / x.length)
      im -= value * Math.sin((2 * Math.PI * k * n) / x.length)
    })
    return re * re + im * im
  })
}

describe.each([8, 64, 512, 2048])('the power spectrum of %i samples', (size) => {
  const x = Float64Array.from(makeNoise(1, size))
  const power = new Float64Array(size / 2 + 1)
  createPowerSpectrum(size)(x, power)

  test('is what the definition gives', () => {
    getPowerByDefinition(x).forEach((wanted, k) => expect(power[k]).toBeCloseTo(wanted, 6))
  })

  test('holds the energy of the samples (Parseval)', () => {
    const energy = x.reduce((sum, value) => sum + value * value, 0)
    const twice = power.reduce((sum, p, k) => sum + (k === 0 || k === size / 2 ? p : 2 * p), 0)
    expect(twice / size).toBeCloseTo(energy, 6)
  })
})
