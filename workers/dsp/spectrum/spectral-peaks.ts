/** Peaks of one frame: frequencies in Hz and magnitudes. */
export type Peaks = { hz: number[]; magnitude: number[] }

/** C2 to C7: below, bins of 2.7 Hz are wider than a third of a semitone; above lie mostly harmonics. */
const LOWEST_HZ = 65.4
const HIGHEST_HZ = 2093
/** Only the strongest count, and those within 50 dB of the strongest. */
const MOST_PEAKS = 60
const RANGE = 10 ** (-50 / 10)

/**
 * Local maxima of a power spectrum, their place refined by a parabola through the logarithms of the bin and its
 * neighbours (Smith & Serra, PARSHL, 1987): to a few cents with a Hann window.
 */
export function findPeaks(power: Float64Array, binHz: number): Peaks {
  const from = Math.ceil(LOWEST_HZ / binHz)
  const to = Math.min(power.length - 2, Math.floor(HIGHEST_HZ / binHz))
  let loudest = 0
  for (let k = from; k <= to; k++) loudest = Math.max(loudest, power[k] ?? 0)
  const bins: number[] = []
  for (let k = from; k <= to; k++) {
    const p = power[k] ?? 0
    if (p > loudest * RANGE && p > (power[k - 1] ?? 0) && p >= (power[k + 1] ?? 0)) bins.push(k)
  }
  if (bins.length > MOST_PEAKS) bins.sort((a, b) => (power[b] ?? 0) - (power[a] ?? 0)).length = MOST_PEAKS
  const hz = bins.map((k) => {
    const left = Math.log((power[k - 1] ?? 0) + Number.MIN_VALUE)
    const here = Math.log(power[k] ?? 0)
    const right = Math.log((power[k + 1] ?? 0) + Number.MIN_VALUE)
    return (k + (0.5 * (left - right)) / (left - 2 * here + right)) * binHz
  })
  return { hz, magnitude: bins.map((k) => Math.sqrt(power[k] ?? 0)) }
}
