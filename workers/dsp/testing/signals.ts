/** Signals whose descriptors are known by construction, full scale ±1. */

export function makeSine(hz: number, seconds: number, rate: number, amplitude = 1): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => {
    return amplitude * Math.sin((2 * Math.PI * hz * i) / rate)
  })
}

/** White noise of a seed: the same on every machine. */
export function makeNoise(seconds: number, rate: number, amplitude = 1): Float32Array {
  let state = 1
  return Float32Array.from({ length: Math.round(seconds * rate) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return amplitude * (state / 2 ** 31 - 1)
  })
}

/** A burst of noise of 20 ms on every beat. */
export function makeClicks(bpm: number, seconds: number, rate: number): Float32Array {
  const out = new Float32Array(Math.round(seconds * rate))
  const burst = makeNoise(0.02, rate, 0.8)
  for (let beat = 0; (beat * 60) / bpm < seconds - 0.02; beat++) {
    out.set(burst, Math.round((beat * 60 * rate) / bpm))
  }
  return out
}

/** Tones of equal strength at the same time, MIDI numbers, each with some harmonics; `cents` off A4 = 440 Hz. */
export function makeChord(pitches: number[], seconds: number, rate: number, cents = 0): Float32Array {
  const out = new Float32Array(Math.round(seconds * rate))
  for (const pitch of pitches) {
    const hz = 440 * 2 ** ((pitch - 69 + cents / 100) / 12)
    for (let harmonic = 1; harmonic <= 3; harmonic++) {
      const amplitude = 0.25 / pitches.length / harmonic
      makeSine(hz * harmonic, seconds, rate, amplitude).forEach((x, i) => (out[i] = (out[i] ?? 0) + x))
    }
  }
  return out
}

export function concat(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]))
}
