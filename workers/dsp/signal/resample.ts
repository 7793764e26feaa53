/**
 * Streams a signal from one sample rate to another by a polyphase windowed-sinc filter (Smith, "Digital Audio
 * Resampling", ccrma.stanford.edu/~jos/resample; Kaiser's design formulas): band-limited, so nothing above half the
 * target rate folds back into what is measured. A rate that is twice the target (44,100 Hz) uses the half-band form of
 * the same filter, in which every second coefficient is zero.
 */

/** Zero crossings of the sinc on each side of its centre, and the Kaiser window's β: −72 dB beyond the transition. */
const ZERO_CROSSINGS = 24
const KAISER_BETA = 7

export type Resampler = {
  /** Takes the next samples and gives what has become ready. */
  push: (input: Float32Array) => Float32Array
  /** Gives the last samples; nothing may be pushed after it. */
  finish: () => Float32Array
}

/** A resampler from `inRate` to `outRate`, both whole Hz. Its output has ⌈n · outRate / inRate⌉ samples. */
export function createResampler(inRate: number, outRate: number): Resampler {
  return planResampling(inRate, outRate)()
}

/** Reckons the filter once for as many signals as one likes: each call gives a resampler of its own. */
export function planResampling(inRate: number, outRate: number): () => Resampler {
  if (inRate === outRate) return () => ({ push: (input) => input, finish: () => new Float32Array(0) })
  const divisor = gcd(inRate, outRate)
  const up = outRate / divisor
  const down = inRate / divisor
  // The filter's cut-off is half the lower rate; below 1 it widens the sinc in units of input samples.
  const scale = Math.min(1, outRate / inRate)
  const reach = Math.ceil(ZERO_CROSSINGS / scale)
  const isHalf = up === 1 && down === 2
  const phases = isHalf ? new Float64Array(0) : createPhases(up, reach, scale)
  const halfBand = isHalf ? createHalfBand(reach) : null
  return () => runFilter({ up, down, reach, phases, halfBand })
}

type Filter = {
  up: number
  down: number
  reach: number
  phases: Float64Array
  halfBand: Float64Array | null
}

function runFilter({ up, down, reach, phases, halfBand }: Filter): Resampler {
  const taps = 2 * reach
  // The window starts with `reach` zeros, so that the first output lies on the first input.
  let held = new Float64Array(reach)
  /** Position of the next output: input samples from the start of `held` to its left-most tap, and its phase. */
  let at = 0
  let phase = 0
  let received = 0
  let produced = 0

  function run(input: Float32Array, limit: number): Float32Array {
    const x = new Float64Array(held.length + input.length)
    x.set(held)
    x.set(input, held.length)
    const ready = Math.ceil(((x.length - taps - at + 1) * up - phase) / down)
    const out = new Float32Array(Math.max(0, Math.min(ready, limit)))
    // In locals: what a closure shares is read and written anew for each sample.
    let left = at
    let part = phase
    for (let n = 0; n < out.length; n++) {
      out[n] = halfBand
        ? applyHalfBand(x, left + reach, halfBand)
        : applyPhase(x, left, phases, part * taps, taps)
      part += down
      while (part >= up) {
        part -= up
        left++
      }
    }
    at = left
    phase = part
    const kept = Math.min(at, x.length)
    held = x.slice(kept)
    at -= kept
    produced += out.length
    return out
  }

  return {
    push: (input) => {
      received += input.length
      return run(input, Infinity)
    },
    finish: () => run(new Float32Array(taps + down), Math.ceil((received * up) / down) - produced),
  }
}

function applyPhase(x: Float64Array, from: number, h: Float64Array, offset: number, taps: number): number {
  let a = 0
  let b = 0
  for (let i = 0; i < taps; i += 2) {
    a += (x[from + i] ?? 0) * (h[offset + i] ?? 0)
    b += (x[from + i + 1] ?? 0) * (h[offset + i + 1] ?? 0)
  }
  return a + b
}

/** Coefficients of all phases [up × 2·reach]: phase p lies p/up of an input sample to the right of the grid. */
function createPhases(up: number, reach: number, scale: number): Float64Array {
  const taps = 2 * reach
  const h = new Float64Array(up * taps)
  for (let p = 0; p < up; p++) {
    let sum = 0
    for (let i = 0; i < taps; i++) {
      // Tap i lies on input sample i; the output lies on sample `reach` plus its phase.
      const value = lowPass(i - reach - p / up, reach, scale)
      h[p * taps + i] = value
      sum += value
    }
    // Each phase passes a constant unchanged.
    for (let i = 0; i < taps; i++) h[p * taps + i] = (h[p * taps + i] ?? 0) / sum
  }
  return h
}

/** Coefficients at the odd distances 1, 3, 5 … from the centre; those at even distances are zero, the centre is ½. */
function createHalfBand(reach: number): Float64Array {
  const h = Float64Array.from({ length: reach / 2 }, (_, k) => lowPass(2 * k + 1, reach, 0.5))
  const sum = h.reduce((total, value) => total + value, 0)
  return h.map((value) => value / (4 * sum))
}

function applyHalfBand(x: Float64Array, centre: number, h: Float64Array): number {
  // Two sums: one would wait for each addition to end.
  let a = 0
  let b = 0
  for (let k = 0, d = 1; k < h.length; k += 2, d += 4) {
    a += (h[k] ?? 0) * ((x[centre - d] ?? 0) + (x[centre + d] ?? 0))
    b += (h[k + 1] ?? 0) * ((x[centre - d - 2] ?? 0) + (x[centre + d + 2] ?? 0))
  }
  return 0.5 * (x[centre] ?? 0) + a + b
}

/** Kaiser-windowed sinc at `t` input samples from the centre. */
function lowPass(t: number, reach: number, scale: number): number {
  const position = t / reach
  if (Math.abs(position) >= 1) return 0
  const sinc = t === 0 ? 1 : Math.sin(Math.PI * t * scale) / (Math.PI * t * scale)
  return scale * sinc * besselI0(KAISER_BETA * Math.sqrt(1 - position * position))
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
