/** A triangle of the mel scale: weights of the bins from `start` on. */
type Triangle = { start: number; weights: Float64Array }

/**
 * Energies of `count` triangular bands, evenly spaced on the mel scale from 0 Hz to half the sample rate, 50 %
 * overlapping, peak 1 (Davis & Mermelstein 1980; mel = 2595 · log10(1 + f / 700), O'Shaughnessy). Only the bins inside
 * a triangle are touched: Meyda's bank multiplies every bin with every band, twenty times the work.
 */
export function createMelBands(count: number, size: number, sampleRate: number) {
  const triangles = createTriangles(count, size, sampleRate)
  return (power: Float64Array, bands: Float64Array): void => {
    for (let band = 0; band < count; band++) {
      const triangle = triangles[band]
      if (!triangle) continue
      const { start, weights } = triangle
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (power[start + i] ?? 0)
      bands[band] = sum
    }
  }
}

function createTriangles(count: number, size: number, sampleRate: number): Triangle[] {
  const top = toMel(sampleRate / 2)
  // In bins, and not rounded to them: low triangles are narrower than two bins.
  const edges = Array.from(
    { length: count + 2 },
    (_, i) => (toHz((top * i) / (count + 1)) * size) / sampleRate,
  )
  return Array.from({ length: count }, (_, band) => {
    const [left = 0, peak = 0, right = 0] = edges.slice(band, band + 3)
    const start = Math.ceil(left)
    const weights = Float64Array.from({ length: Math.max(1, Math.floor(right) - start + 1) }, (_, i) => {
      const bin = start + i
      return Math.max(0, Math.min((bin - left) / (peak - left), (right - bin) / (right - peak)))
    })
    return { start, weights }
  })
}

function toMel(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700)
}

function toHz(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1)
}
