/**
 * Autocorrelation of a signal at the lags 0 … `lags` − 1, freed from its mean and the shrinking overlap, 1 at lag 0;
 * zeros for a constant signal.
 */
export function autocorrelate(signal: Float64Array, lags: number): Float64Array {
  return correlate(signal, signal, lags)
}

/** The same between two signals of one length, whichever comes first: the mean of both directions. */
export function correlate(one: Float64Array, other: Float64Array, lags: number): Float64Array {
  const out = new Float64Array(lags)
  const a = centre(one)
  const b = one === other ? a : centre(other)
  const power = Math.sqrt(getPower(a) * getPower(b))
  if (power <= Number.EPSILON) return out
  for (let lag = 0; lag < Math.min(lags, a.length - 1); lag++) {
    const overlap = a.length - lag
    const sum = a === b ? getProduct(a, a, lag) : (getProduct(a, b, lag) + getProduct(b, a, lag)) / 2
    out[lag] = sum / overlap / power
  }
  return out
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

function centre(signal: Float64Array): Float64Array {
  const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length
  return signal.map((value) => value - mean)
}

function getPower(signal: Float64Array): number {
  return getProduct(signal, signal, 0) / signal.length
}

function getProduct(a: Float64Array, b: Float64Array, lag: number): number {
  let sum = 0
  for (let i = 0; i < a.length - lag; i++) sum += (a[i] ?? 0) * (b[i + lag] ?? 0)
  return sum
}
