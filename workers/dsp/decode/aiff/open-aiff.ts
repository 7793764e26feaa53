import { AudioFailure } from '../../audio-failure'
import { ascii } from '../ascii'
import type { PcmFlaw, PcmSource } from '../pcm'
import {
  createFloatReader,
  createIntegerReader,
  createTableReader,
  fromALaw,
  fromMuLaw,
  readSamples,
  type SampleReader,
} from '../read-samples'
import { inWaveOrder } from '../speakers'

type Common = { channels: number; frames: number; bits: number; sampleRate: number; coding: string }

const CHUNK_HEADER = 8
const FIRST_CHUNK = 12
/** Before the samples in their chunk: an offset, and a size of blocks that nobody uses. */
const SOUND_HEADER = 8

const bigEndian = (bits: 8 | 16 | 24 | 32) => createIntegerReader(bits, false)
const [ALAW, ULAW] = [createTableReader(fromALaw), createTableReader(fromMuLaw)]
const [SINGLE, DOUBLE] = [createFloatReader(32, false), createFloatReader(64, false)]
const SIZES = [8, 16, 24, 32] as const

/** By the coding that AIFC names; AIFF has none. What is not here is compressed. */
function findReader({ coding, bits }: Common): SampleReader | undefined {
  const size = SIZES.find((most) => bits > 0 && bits <= most)
  const readers: Record<string, SampleReader | undefined> = {
    NONE: size && bigEndian(size),
    twos: size && bigEndian(size),
    sowt: size && createIntegerReader(size, true),
    in24: bigEndian(24),
    in32: bigEndian(32),
    fl32: SINGLE,
    FL32: SINGLE,
    fl64: DOUBLE,
    FL64: DOUBLE,
    alaw: ALAW,
    ALAW,
    ulaw: ULAW,
    ULAW,
  }
  return readers[coding]
}

/**
 * Opens AIFF and AIFC: PCM of 1 to 32 bits either way round, float, A-law and µ-law.
 * @throws AudioFailure BROKEN_FILE or UNSUPPORTED_FORMAT
 */
export function openAiff(bytes: Uint8Array): PcmSource {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { common, start, present } = findChunks(bytes, view)
  const { channels, sampleRate, coding, bits } = common
  const reader = findReader(common)
  if (!reader) {
    throw new AudioFailure(
      'UNSUPPORTED_FORMAT',
      `The AIFF file has the coding “${coding.replace(/[^\x20-\x7e]/g, '?')}” with ${bits} bits; Segue reads PCM and float.`,
    )
  }
  if (channels < 1 || !(sampleRate > 0)) {
    throw new AudioFailure('BROKEN_FILE', 'The head of the AIFF file contradicts itself.')
  }
  const frameBytes = channels * reader.bytes
  const there = Math.floor(present / frameBytes)
  // A program that does not know the length yet writes none.
  const frames = common.frames === 0 ? there : Math.min(common.frames, there)
  return {
    format: 'aiff',
    sampleRate,
    speakers: inWaveOrder(channels),
    declaredSeconds: frames / sampleRate,
    chunks: readSamples(view, { channels, frameBytes, start, frames }, reader),
    flaws: new Set<PcmFlaw>(common.frames > there && common.frames < 0xffff_ffff ? ['truncated'] : []),
  }
}

function findChunks(bytes: Uint8Array, view: DataView) {
  let common: Common | null = null
  let sound: { start: number; present: number } | null = null
  for (let at = FIRST_CHUNK; at + CHUNK_HEADER <= bytes.length && !(common && sound);) {
    const id = ascii(bytes, at, 4)
    const size = view.getUint32(at + 4)
    const start = at + CHUNK_HEADER
    if (id === 'COMM') common = readCommon(bytes, view, start, size)
    if (id === 'SSND' && start + SOUND_HEADER <= bytes.length) {
      const first = Math.min(bytes.length, start + SOUND_HEADER + view.getUint32(start))
      sound = { start: first, present: bytes.length - first }
      // The samples of COMM say how far they go; a size that lies beyond the file, or none, says nothing.
      if (size > SOUND_HEADER && start + size <= bytes.length) {
        sound.present = Math.max(0, start + size - first)
      }
    }
    at = start + size + (size % 2)
  }
  if (!common || !sound) throw new AudioFailure('BROKEN_FILE', 'The AIFF file ends before its samples begin.')
  return { common, ...sound }
}

function readCommon(bytes: Uint8Array, view: DataView, start: number, size: number): Common {
  if (size < 18 || start + size > bytes.length) {
    throw new AudioFailure('BROKEN_FILE', 'The head of the AIFF file is cut short.')
  }
  return {
    channels: view.getUint16(start),
    frames: view.getUint32(start + 2),
    bits: view.getUint16(start + 6),
    sampleRate: readExtended(view, start + 8),
    coding: size >= 22 ? ascii(bytes, start + 18, 4) : 'NONE',
  }
}

/** A number of 80 bits (IEEE 754 extended): a sign, 15 bits of exponent, 64 of mantissa. To whole Hz. */
function readExtended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383 - 63
  return Math.round(Number(view.getBigUint64(at + 2)) * 2 ** exponent)
}
