/**
 * Autocorrelation of a signal at the lags 0 … `lags` − 1, freed from its mean and the shrinking overlap, 1 at lag 0;
 * zeros for a constant signal.
 */
export function autocorrelate(signal: Float64Array, lags: number): Float64Array {
  const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length
  const centred = signal.map((value) => value - mean)
  const out = new Float64Array(lags)
  for (let lag = 0; lag < Math.min(lags, signal.length - 1); lag++) {
    let sum = 0
    const overlap = centred.length - lag
    for (let i = 0; i < overlap; i++) sum += (centred[i] ?? 0) * (centred[i + lag] ?? 0)
    out[lag] = sum / overlap
  }
  const power = out[0] ?? 0
  return power > Number.EPSILON ? out.map((value) => value / power) : out.fill(0)
}

/** The value between samples, by Catmull & Rom's cubic: the periods of fast tempos lie between the frames. */
export function interpolate(values: Float64Array, at: number): number {
  const i = Math.floor(at)
  const t = at - i
  const b = values[i] ?? 0
  const c = values[i + 1] ?? 0
  const a = values[i - 1] ?? b
  const d = values[i + 2] ?? c
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
}
