/** Share of the energy that lies below the roll-off (the usual choice of librosa and Essentia). */
const ROLLOFF_SHARE = 0.85
/** Added to each bin's power before logarithms: −120 dB to full scale. */
const POWER_FLOOR = 1e-12
/** Powers multiplied before one logarithm is taken of them: the product stays far inside the range of a double. */
const LOG_GROUP = 8

/** Centroid Hz, spread Hz, roll-off Hz, flatness 0–1, crest. */
export type Brightness = [centroid: number, spread: number, rolloff: number, flatness: number, crest: number]

/**
 * How the energy of a frame lies over frequency (Peeters, "A large set of audio features", 2004): centroid and spread
 * of the magnitudes, the frequency below which 85 % of the energy lie, flatness, the geometric over the arithmetic mean
 * of the power (1 for white noise, near 0 for a tone), and crest, the highest over the root mean square magnitude. Meyda
 * has all five, but raises to powers in its loops (five times slower), fixes its roll-off at 99 % and gives NaN for an
 * empty bin.
 */
export function getBrightness(power: Float64Array, magnitude: Float64Array, binHz: number): Brightness {
  let sum = 0
  let first = 0
  let second = 0
  let energy = 0
  let most = 0
  let logs = 0
  let product = 1
  for (let k = 0; k < power.length; k++) {
    const m = magnitude[k] ?? 0
    const p = power[k] ?? 0
    const weighted = k * m
    sum += m
    first += weighted
    second += k * weighted
    energy += p
    most = Math.max(most, m)
    product *= p + POWER_FLOOR
    if (k % LOG_GROUP === LOG_GROUP - 1) {
      logs += Math.log(product)
      product = 1
    }
  }
  logs += Math.log(product)
  const centroid = sum > 0 ? first / sum : 0
  const variance = sum > 0 ? second / sum - centroid * centroid : 0
  const flatness = Math.exp(logs / power.length) / (energy / power.length + POWER_FLOOR)
  const rolloff = findRolloff(power, ROLLOFF_SHARE * energy)
  const crest = energy > 0 ? most / Math.sqrt(energy / power.length) : 0
  const spread = Math.sqrt(Math.max(0, variance))
  return [centroid * binHz, spread * binHz, rolloff * binHz, flatness, crest]
}

function findRolloff(power: Float64Array, wanted: number): number {
  let energy = 0
  for (let k = 0; k < power.length; k++) {
    energy += power[k] ?? 0
    if (energy >= wanted) return k
  }
  return power.length - 1
}
