/** Reads every `stride` bytes from `at` one sample into `out`, full scale ±1. */
export type SampleReader = {
  bytes: number
  read: (view: DataView, at: number, stride: number, out: Float32Array) => void
}

const PCM = 1
const FLOAT = 3

/** A loop for each encoding: a call for each sample would cost more than the reading. */
const READERS: Record<string, SampleReader> = {
  [`${PCM}/8`]: {
    bytes: 1,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) out[i] = (view.getUint8(at + i * stride) - 128) / 128
    },
  },
  [`${PCM}/16`]: {
    bytes: 2,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) out[i] = view.getInt16(at + i * stride, true) / 32_768
    },
  },
  [`${PCM}/24`]: {
    bytes: 3,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) {
        const byte = at + i * stride
        out[i] = ((view.getInt8(byte + 2) << 16) | view.getUint16(byte, true)) / 8_388_608
      }
    },
  },
  [`${PCM}/32`]: {
    bytes: 4,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) out[i] = view.getInt32(at + i * stride, true) / 2_147_483_648
    },
  },
  [`${FLOAT}/32`]: {
    bytes: 4,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) out[i] = toFinite(view.getFloat32(at + i * stride, true))
    },
  },
  [`${FLOAT}/64`]: {
    bytes: 8,
    read: (view, at, stride, out) => {
      for (let i = 0; i < out.length; i++) out[i] = toFinite(view.getFloat64(at + i * stride, true))
    },
  },
}

/** How to read samples of a WAVE encoding number and bit depth; null for one that is not supported. */
export function findSampleReader(encoding: number, bits: number): SampleReader | null {
  return READERS[`${encoding}/${bits}`] ?? null
}

/** Far above any mix (+120 dBFS); what is beyond comes from damage and would swamp every sum. */
const MAX_MAGNITUDE = 1e6

function toFinite(sample: number): number {
  return Math.abs(sample) <= MAX_MAGNITUDE ? sample : 0
}
