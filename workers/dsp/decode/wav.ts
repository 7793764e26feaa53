import { AudioFailure } from '../audio-failure'
import { LIMITS } from '../limits'
import type { PcmFlaw, PcmSource } from './pcm'
import { findSampleReader, type SampleReader } from './wav-samples'

type WavFormat = { encoding: number; channels: number; sampleRate: number; frameBytes: number; bits: number }

const EXTENSIBLE = 0xfffe
/** Sizes that a program writes which does not know the length yet (a pipe), and that RF64 always has. */
const UNKNOWN_SIZES = new Set([0, 0xffffffff])

/**
 * Opens RIFF/WAVE (and RF64, whose sizes are then taken from the file's length): PCM of 8, 16, 24 or 32 bits, float
 * of 32 or 64 bits, WAVE_FORMAT_EXTENSIBLE. Read here and not by a package: those on npm want the file in one piece
 * of memory as floats, or fail on a file that is cut short.
 * @throws AudioFailure BROKEN_FILE or UNSUPPORTED_FORMAT
 */
export function openWav(bytes: Uint8Array): PcmSource {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: WavFormat | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = view.getUint32(at, false)
    const size = view.getUint32(at + 4, true)
    const start = at + 8
    if (id === 0x666d7420 /* "fmt " */) format = readFormat(view, start, size)
    if (id === 0x64617461 /* "data" */) {
      if (!format) {
        throw new AudioFailure('BROKEN_FILE', 'The WAV file does not say how its samples are stored.')
      }
      return toSource(view, format, start, size)
    }
    // Chunks lie on even addresses.
    at = start + size + (size % 2)
  }
  throw new AudioFailure('BROKEN_FILE', 'The WAV file ends before its samples begin.')
}

function readFormat(view: DataView, start: number, size: number): WavFormat {
  if (size < 16 || start + size > view.byteLength) {
    throw new AudioFailure('BROKEN_FILE', 'The header of the WAV file is cut short.')
  }
  const encoding = view.getUint16(start, true)
  return {
    // An extensible header names the encoding by a GUID whose first two bytes are the old number.
    encoding: encoding === EXTENSIBLE && size >= 26 ? view.getUint16(start + 24, true) : encoding,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    frameBytes: view.getUint16(start + 12, true),
    bits: view.getUint16(start + 14, true),
  }
}

function toSource(view: DataView, format: WavFormat, start: number, size: number): PcmSource {
  const { encoding, channels, sampleRate, frameBytes, bits } = format
  const reader = findSampleReader(encoding, bits)
  if (!reader) {
    const what = `encoding ${encoding} with ${bits} bits`
    throw new AudioFailure('UNSUPPORTED_FORMAT', `The WAV file has ${what}; Segue reads PCM and float.`)
  }
  if (channels === 0 || sampleRate === 0 || frameBytes < channels * reader.bytes) {
    throw new AudioFailure('BROKEN_FILE', 'The header of the WAV file contradicts itself.')
  }
  const present = view.byteLength - start
  const declared = UNKNOWN_SIZES.has(size) ? present : size
  const frames = Math.floor(Math.min(declared, present) / frameBytes)
  return {
    format: 'wav',
    sampleRate,
    channels,
    declaredSeconds: Math.floor(declared / frameBytes) / sampleRate,
    chunks: readChunks(view, { ...format, start, frames }, reader),
    flaws: new Set<PcmFlaw>(declared > present ? ['truncated'] : []),
  }
}

type Samples = Pick<WavFormat, 'channels' | 'frameBytes'> & { start: number; frames: number }

function* readChunks(view: DataView, samples: Samples, reader: SampleReader): Generator<Float32Array[]> {
  const { channels, frameBytes, start, frames } = samples
  for (let first = 0; first < frames; first += LIMITS.chunkSamples) {
    const count = Math.min(LIMITS.chunkSamples, frames - first)
    yield Array.from({ length: channels }, (_, channel) => {
      const out = new Float32Array(count)
      reader.read(view, start + first * frameBytes + channel * reader.bytes, frameBytes, out)
      return out
    })
  }
}
