import FFT from 'fft.js'

/** Power |X[k]|² of the bins 0 … n/2 of n real samples. */
export type PowerSpectrum = (samples: Float64Array, power: Float64Array) => void

/**
 * Makes the power spectrum of `size` real samples (a power of two). The samples go through a complex FFT of half the
 * size as pairs, which are then taken apart (Press et al., Numerical Recipes, 12.3): twice as fast as fft.js's own
 * transform of real input.
 */
export function createPowerSpectrum(size: number): PowerSpectrum {
  const half = size / 2
  const fft = new FFT(half)
  const z = new Float64Array(size)
  const cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size))
  const sin = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size))
  return (samples, power) => {
    fft.transform(z, samples)
    const r0 = z[0] ?? 0
    const i0 = z[1] ?? 0
    power[0] = (r0 + i0) * (r0 + i0)
    power[half] = (r0 - i0) * (r0 - i0)
    for (let k = 1, m = half - 1; k <= m; k++, m--) {
      const zr = z[2 * k] ?? 0
      const zi = z[2 * k + 1] ?? 0
      const mr = z[2 * m] ?? 0
      const mi = z[2 * m + 1] ?? 0
      const evenR = 0.5 * (zr + mr)
      const evenI = 0.5 * (zi - mi)
      const oddR = 0.5 * (zi + mi)
      const oddI = 0.5 * (mr - zr)
      const c = cos[k] ?? 0
      const s = sin[k] ?? 0
      const turnedR = oddR * c + oddI * s
      const turnedI = oddI * c - oddR * s
      power[k] = (evenR + turnedR) * (evenR + turnedR) + (evenI + turnedI) * (evenI + turnedI)
      power[m] = (evenR - turnedR) * (evenR - turnedR) + (evenI - turnedI) * (evenI - turnedI)
    }
  }
}
