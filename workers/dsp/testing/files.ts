type WavOptions = { rate: number; bits?: 8 | 16 | 24 | 32; float?: boolean; extensible?: boolean }

/** A WAVE file of planar channels. */
export function makeWav(channels: Float32Array[], options: WavOptions): Uint8Array<ArrayBuffer> {
  const { rate, bits = 16, float = false, extensible = false } = options
  const frames = channels[0]?.length ?? 0
  const frameBytes = channels.length * (bits / 8)
  const formatBytes = extensible ? 40 : 16
  const bytes = new Uint8Array(28 + formatBytes + frames * frameBytes)
  const view = new DataView(bytes.buffer)
  const text = (at: number, word: string) => bytes.set(new TextEncoder().encode(word), at)
  text(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, formatBytes, true)
  view.setUint16(20, extensible ? 0xfffe : float ? 3 : 1, true)
  view.setUint16(22, channels.length, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * frameBytes, true)
  view.setUint16(32, frameBytes, true)
  view.setUint16(34, bits, true)
  if (extensible) view.setUint16(44, float ? 3 : 1, true)
  text(20 + formatBytes, 'data')
  view.setUint32(24 + formatBytes, frames * frameBytes, true)
  for (let i = 0; i < frames; i++) {
    channels.forEach((samples, c) => {
      const at = 28 + formatBytes + i * frameBytes + (c * bits) / 8
      writeSample(view, at, samples[i] ?? 0, float ? 'float' : bits)
    })
  }
  return bytes
}

function writeSample(view: DataView, at: number, sample: number, kind: 'float' | 8 | 16 | 24 | 32): void {
  if (kind === 'float') {
    view.setFloat32(at, sample, true)
    return
  }
  const most = 2 ** (kind - 1)
  const value = Math.max(-most, Math.min(most - 1, Math.round(sample * most)))
  if (kind === 8) view.setUint8(at, value + 128)
  else if (kind === 16) view.setInt16(at, value, true)
  else if (kind === 32) view.setInt32(at, value, true)
  else {
    view.setUint16(at, value & 0xffff, true)
    view.setInt8(at + 2, value >> 16)
  }
}

type Mp3Options = { version?: 1 | 2; mono?: boolean; frames?: number }

/**
 * MPEG layer III frames without any signal: digital silence. MPEG-1 at 44,100 Hz and 128 kbit/s, or MPEG-2 at
 * 22,050 Hz and 64 kbit/s.
 */
export function makeSilentMp3({
  version = 1,
  mono = false,
  frames = 40,
}: Mp3Options = {}): Uint8Array<ArrayBuffer> {
  const length = version === 1 ? 417 : 208
  const bytes = new Uint8Array(length * frames)
  for (let i = 0; i < frames; i++) {
    bytes.set([0xff, version === 1 ? 0xfb : 0xf3, version === 1 ? 0x90 : 0x80, mono ? 0xc0 : 0], i * length)
  }
  return bytes
}

export function joinBytes(...parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
