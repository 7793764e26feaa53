import type { Speaker } from '../decode/speakers'

/**
 * The mean of the channels, the subwoofer's left out. One whose polarity is opposite to the first's would cancel it, so
 * `inverted` names those that are turned over before: of two channels that is their side (L − R) in place of their mid.
 */
export function createMixer(speakers: Speaker[], inverted: readonly boolean[] = []) {
  const some = speakers.flatMap((speaker, c) => (speaker === 'lfe' ? [] : [c]))
  const [first = 0, ...others] = some.length > 0 ? some : speakers.map((_, c) => c)
  const power = new Float64Array(speakers.length)
  /** Of each channel with the first. */
  const product = new Float64Array(speakers.length)

  return {
    /** A chunk as one channel. */
    mix(chunk: Float32Array[]): Float32Array {
      const mono = chunk[first] ?? new Float32Array(0)
      if (others.length === 0) return mono
      const sum = mono.slice()
      power[first] = (power[first] ?? 0) + dot(mono, mono)
      for (const c of others) {
        const channel = chunk[c] ?? new Float32Array(mono.length)
        power[c] = (power[c] ?? 0) + dot(channel, channel)
        product[c] = (product[c] ?? 0) + dot(mono, channel)
        if (inverted[c]) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) - (channel[i] ?? 0)
        else for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (channel[i] ?? 0)
      }
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) / (1 + others.length)
      return sum
    },

    /**
     * Which channels, over all that was mixed, lose more by the mean with the first than ordinary stereo does: where
     * the difference of the two has over twice the power of their sum. Null where none does.
     */
    findInverted(): boolean[] | null {
      const found = speakers.map((_, c) => {
        const [a = 0, b = 0] = [power[first], power[c]]
        return others.includes(c) && a + b + 6 * (product[c] ?? 0) < 0
      })
      return found.includes(true) ? found : null
    },
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
