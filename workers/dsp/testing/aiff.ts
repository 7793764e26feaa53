import { joinBytes } from './files'

type Options = { rate: number; bits?: 8 | 16 | 24 | 32; coding?: string | undefined }

/** An AIFF file of planar channels; AIFC where a coding is named: sowt is the other way round, fl32 floats. */
export function makeAiff(
  channels: Float32Array[],
  { rate, bits = 16, coding }: Options,
): Uint8Array<ArrayBuffer> {
  const frames = channels[0]?.length ?? 0
  const bytes = bits / 8
  const sound = new Uint8Array(8 + frames * channels.length * bytes)
  const view = new DataView(sound.buffer)
  const most = 2 ** (bits - 1)
  for (let i = 0; i < frames; i++) {
    for (const [c, samples] of channels.entries()) {
      const at = 8 + (i * channels.length + c) * bytes
      const sample = samples[i] ?? 0
      if (coding === 'fl32') view.setFloat32(at, sample)
      else {
        const value = Math.max(-most, Math.min(most - 1, Math.round(sample * most)))
        for (let b = 0; b < bytes; b++) {
          const place = coding === 'sowt' ? b : bytes - 1 - b
          view.setUint8(at + place, (value >> (8 * b)) & 255)
        }
      }
    }
  }
  const common = new DataView(new ArrayBuffer(18))
  common.setUint16(0, channels.length)
  common.setUint32(2, frames)
  common.setUint16(6, bits)
  const exponent = Math.floor(Math.log2(rate))
  common.setUint16(8, 16_383 + exponent)
  common.setBigUint64(10, BigInt(rate) << BigInt(63 - exponent))
  const name = coding === undefined ? [] : [...letters(coding), 0, 0]
  const chunks = joinBytes(
    chunk('COMM', joinBytes(new Uint8Array(common.buffer), name)),
    chunk('NAME', Uint8Array.of(97, 98, 99)),
    chunk('SSND', sound),
  )
  return chunk('FORM', joinBytes(letters(coding === undefined ? 'AIFF' : 'AIFC'), chunks))
}

function letters(word: string): Uint8Array {
  return new TextEncoder().encode(word)
}

function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = new DataView(new ArrayBuffer(4))
  size.setUint32(0, content.length)
  const pad = content.length % 2 === 0 ? [] : [0]
  return joinBytes(letters(name), new Uint8Array(size.buffer), content, pad)
}
