/**
 * How much of a frame's magnitude is new since the frame before: Σ max(0, mₜ − mₜ₋₁) / Σ mₜ, 0–1 (half-wave rectified
 * flux, Dixon 2006, made independent of the level). Meyda's extractor of that name reads the samples of a frame, and
 * half of them at negative positions, so it gives NaN.
 */
export function getSpectralFlux(magnitude: Float64Array, previous: Float64Array): number {
  let rise = 0
  let sum = 0
  for (let k = 0; k < magnitude.length; k++) {
    const m = magnitude[k] ?? 0
    const d = m - (previous[k] ?? 0)
    sum += m
    rise += d > 0 ? d : 0
  }
  return sum > 0 ? rise / sum : 0
}
