import { LIMITS } from '../limits'

/** Reads every `stride` bytes from `at` one sample into `out`, full scale ±1. */
export type SampleReader = {
  bytes: number
  read: (view: DataView, at: number, stride: number, out: Float32Array) => void
}

/** Interleaved samples from the byte `start` on: `frames` for each channel, one frame every `frameBytes`. */
export type Samples = { channels: number; frameBytes: number; start: number; frames: number }

export function* readSamples(
  view: DataView,
  { channels, frameBytes, start, frames }: Samples,
  reader: SampleReader,
): Generator<Float32Array[]> {
  for (let first = 0; first < frames; first += LIMITS.chunkSamples) {
    const count = Math.min(LIMITS.chunkSamples, frames - first)
    yield Array.from({ length: channels }, (_, channel) => {
      const out = new Float32Array(count)
      reader.read(view, start + first * frameBytes + channel * reader.bytes, frameBytes, out)
      return out
    })
  }
}

/** Far above any mix (+120 dBFS); what is beyond comes from damage and would swamp every sum. */
const MAX_MAGNITUDE = 1e6

/** A sample that can be reckoned with: 0 for what is no number or beyond any mix. */
export function toFinite(sample: number): number {
  return Math.abs(sample) <= MAX_MAGNITUDE ? sample : 0
}

// A loop for each encoding: a call for each sample would cost more than the reading.

/** Two's complement of 8 to 32 bits. */
export function createIntegerReader(bits: 8 | 16 | 24 | 32, littleEndian: boolean): SampleReader {
  const bytes = bits / 8
  const scale = 2 ** (bits - 1)
  if (bits === 8) {
    return {
      bytes,
      read: (view, at, stride, out) => {
        for (let i = 0; i < out.length; i++) out[i] = view.getInt8(at + i * stride) / scale
      },
    }
  }
  if (bits === 16) {
    return {
      bytes,
      read: (view, at, stride, out) => {
        for (let i = 0; i < out.length; i++) out[i] = view.getInt16(at + i * stride, littleEndian) / scale
      },
    }
  }
  if (bits === 32) {
    return {
      bytes,
      read: (view, at, stride, out) => {
        for (let i = 0; i < out.length; i++) out[i] = view.getInt32(at + i * stride, littleEndian) / scale
      },
    }
  }
  const [high, low] = littleEndian ? [2, 0] : [0, 1]
  return {
    bytes,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) {
        const byte = at + i * stride
        out[i] = ((view.getInt8(byte + high) << 16) | view.getUint16(byte + low, littleEndian)) / scale
      }
    },
  }
}

export function createFloatReader(bits: 32 | 64, littleEndian: boolean): SampleReader {
  if (bits === 32) {
    return {
      bytes: 4,
      read: (view, at, stride, out) => {
        for (let i = 0; i < out.length; i++) out[i] = toFinite(view.getFloat32(at + i * stride, littleEndian))
      },
    }
  }
  return {
    bytes: 8,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) out[i] = toFinite(view.getFloat64(at + i * stride, littleEndian))
    },
  }
}

/** One byte a sample, each of the 256 a value of its own. */
export function createTableReader(toSample: (byte: number) => number): SampleReader {
  const table = Float32Array.from({ length: 256 }, (_, byte) => toSample(byte))
  return {
    bytes: 1,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) out[i] = table[view.getUint8(at + i * stride)] ?? 0
    },
  }
}

/** ITU-T G.711, A-law: sign, three bits of exponent, four of mantissa, every second bit inverted. */
export function fromALaw(byte: number): number {
  const code = byte ^ 0x55
  const exponent = (code >> 4) & 7
  const mantissa = ((code & 15) << 4) + 8
  const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1)
  return ((code & 0x80) === 0 ? -magnitude : magnitude) / 32_768
}

/** ITU-T G.711, µ-law: all bits inverted, and a bias of 132. */
export function fromMuLaw(byte: number): number {
  const code = ~byte & 0xff
  const magnitude = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132
  return ((code & 0x80) === 0 ? magnitude : -magnitude) / 32_768
}
