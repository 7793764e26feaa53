/** Frames of AAC-LC as an .m4a file: boxes of ISO/IEC 14496-12, in the order in which Apple's previews have them. */

export type AacSound = {
  /** Without headers. */
  frames: readonly Uint8Array[]
  /** Hz, one of the standard's; `rateIndex` is its place in the table. */
  sampleRate: number
  rateIndex: number
  channels: 1 | 2
}

const FRAME_SAMPLES = 1024
/** About a second of a file lies together, as encoders write it. */
const CHUNK_FRAMES = 22
/** Movies and tracks are played with this matrix: as they are. */
const UNITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]

const u16 = (...values: number[]) => pack(values, 2)
const u32 = (...values: number[]) => pack(values, 4)
const letters = (text: string) => Buffer.from(text, 'latin1')

export function createM4a(sound: AacSound): Uint8Array<ArrayBuffer> {
  const type = box('ftyp', letters('M4A '), u32(0), letters('M4A mp42isom'))
  // The tables say where the sound lies, which depends on how long they are, which does not depend on what they say.
  const length = type.length + movie(sound, 0).length
  const file = Buffer.concat([type, movie(sound, length + 8), box('mdat', ...sound.frames)])
  return new Uint8Array(file)
}

function movie(sound: AacSound, from: number): Buffer {
  const { sampleRate, frames } = sound
  const length = frames.length * FRAME_SAMPLES
  const header = u32(0, 0, sampleRate, length, 0x10000)
  return box(
    'moov',
    full('mvhd', header, u16(0x100, 0), u32(0, 0), u32(...UNITY), u32(0, 0, 0, 0, 0, 0), u32(2)),
    box(
      'trak',
      box('tkhd', u32(7), u32(0, 0, 1, 0, length, 0, 0), u16(0, 0, 0x100, 0), u32(...UNITY), u32(0, 0)),
      box(
        'mdia',
        full('mdhd', u32(0, 0, sampleRate, length), u16(0x55c4, 0)),
        full('hdlr', u32(0), letters('soun'), u32(0, 0, 0), letters('SoundHandler\0')),
        box('minf', full('smhd', u32(0)), dataHere(), table(sound, from)),
      ),
    ),
  )
}

/** The sound is in this very file. */
const dataHere = () => box('dinf', full('dref', u32(1), box('url ', u32(1))))

function table(sound: AacSound, from: number): Buffer {
  const { frames, sampleRate, channels } = sound
  const chunks = Math.ceil(frames.length / CHUNK_FRAMES)
  const rest = frames.length - (chunks - 1) * CHUNK_FRAMES
  const runs = chunks > 1 ? [1, CHUNK_FRAMES, 1, chunks, rest, 1] : [1, rest, 1]
  const offsets = Array.from({ length: chunks }, (_, chunk) =>
    frames.slice(0, chunk * CHUNK_FRAMES).reduce((sum, frame) => sum + frame.length, from),
  )
  const entry = [u16(0, 0, 0, 1), u32(0, 0), u16(channels, 16, 0, 0), u32(sampleRate * 0x10000)]
  return box(
    'stbl',
    full('stsd', u32(1), box('mp4a', ...entry, full('esds', streamDescriptor(sound)))),
    full('stts', u32(1, frames.length, FRAME_SAMPLES)),
    full('stsc', u32(runs.length / 3, ...runs)),
    full('stsz', u32(0, frames.length, ...frames.map((frame) => frame.length))),
    full('stco', u32(chunks, ...offsets)),
  )
}

/** ISO/IEC 14496-1, 7.2.6: a stream of MPEG-4 audio, and within its decoder's configuration that it is AAC-LC. */
function streamDescriptor({ rateIndex, channels }: AacSound): Buffer {
  const specific = descriptor(5, u16((2 << 11) | (rateIndex << 7) | (channels << 3)))
  const decoder = descriptor(4, Buffer.from([0x40, 0x15, 0, 0, 0]), u32(0, 0), specific)
  return descriptor(3, u16(0), Buffer.from([0]), decoder, descriptor(6, Buffer.from([2])))
}

function descriptor(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag, body.length]), body])
}

function box(type: string, ...content: Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(length), letters(type), ...content])
}

/** A box with version and flags, all zero. */
const full = (type: string, ...content: Uint8Array[]) => box(type, u32(0), ...content)

function pack(values: number[], bytes: 2 | 4): Buffer {
  const packed = Buffer.alloc(values.length * bytes)
  for (const [i, value] of values.entries()) packed.writeUIntBE(value, i * bytes, bytes)
  return packed
}
