/** One second-order section: y = b0·x + b1·x₁ + b2·x₂ − a1·y₁ − a2·y₂. */
export type Biquad = { b0: number; b1: number; b2: number; a1: number; a2: number }

/**
 * The two sections of K-weighting (ITU-R BS.1770-4, annex 1: a shelf for the head, then a high pass) for any rate in
 * Hz. The standard gives coefficients for 48,000 Hz only; those of other rates follow from the analogue filters behind
 * them by the bilinear transform, with the constants of libebur128 (MIT), which reproduce the printed ones.
 */
export function createKWeighting(sampleRate: number): [shelf: Biquad, highPass: Biquad] {
  return [createShelf(sampleRate), createHighPass(sampleRate)]
}

function createShelf(sampleRate: number): Biquad {
  const gain = 10 ** (3.999843853973347 / 20)
  const q = 0.7071752369554196
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const vb = gain ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b0: (gain + (vb * k) / q + k * k) / a0,
    b1: (2 * (k * k - gain)) / a0,
    b2: (gain - (vb * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  }
}

function createHighPass(sampleRate: number): Biquad {
  const q = 0.5003270373238773
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const a0 = 1 + k / q + k * k
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 }
}

/** Sums of one stretch of a channel. */
export type ChannelPower = { weighted: number; plain: number; peak: number }
/** Measures samples [from, to) of a channel and keeps the filter's state for the next stretch. */
export type ChannelMeter = (samples: Float32Array, from: number, to: number) => ChannelPower

/** Below this a filter's memory is set to zero: in silence it would decay into denormal numbers, which are slow. */
const FLUSH = 1e-15

/** A meter of one channel: sums of squares, K-weighted and plain, and the highest magnitude. */
export function createChannelMeter(sampleRate: number): ChannelMeter {
  const [shelf, highPass] = createKWeighting(sampleRate)
  const memory = new Float64Array(4)
  return (samples, from, to) => {
    // In locals: a number that a closure shares is boxed anew at each assignment, which took twice the time.
    const { b0, b1, b2, a1, a2 } = shelf
    const { a1: c1, a2: c2 } = highPass
    let [s1 = 0, s2 = 0, h1 = 0, h2 = 0] = memory
    let weighted = 0
    let plain = 0
    let peak = 0
    // Transposed direct form II, both sections in one pass; the high pass has 1, −2, 1 above.
    for (let i = from; i < to; i++) {
      const x = samples[i] ?? 0
      plain += x * x
      peak = Math.max(peak, Math.abs(x))
      const y = b0 * x + s1
      s1 = b1 * x - a1 * y + s2
      s2 = b2 * x - a2 * y
      const z = y + h1
      h1 = -2 * y - c1 * z + h2
      h2 = y - c2 * z
      weighted += z * z
    }
    const silent = Math.abs(h1) < FLUSH && Math.abs(s1) < FLUSH
    memory.set(silent ? [0, 0, 0, 0] : [s1, s2, h1, h2])
    return { weighted, plain, peak }
  }
}
