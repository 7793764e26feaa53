import { AudioFailure } from '../../audio-failure'
import type { PcmFlaw, PcmSource } from '../pcm'
import { readSamples } from '../read-samples'
import { inWaveOrder, ofWaveMask, type Speaker } from '../speakers'
import { findWavChunks, type WavData } from './wav-chunks'
import { findWavReader } from './wav-samples'

type WavFormat = {
  encoding: number
  speakers: Speaker[]
  sampleRate: number
  frameBytes: number
  bits: number
}

const EXTENSIBLE = 0xfffe

/**
 * Opens RIFF/WAVE, RF64 and BW64: PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, A-law and µ-law,
 * WAVE_FORMAT_EXTENSIBLE. Read here and not by a package: those on npm want the file in one piece of memory as floats, or
 * fail on a file that is cut short.
 * @throws AudioFailure BROKEN_FILE or UNSUPPORTED_FORMAT
 */
export function openWav(bytes: Uint8Array): PcmSource {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { format, data } = findWavChunks(view)
  if (!data) throw new AudioFailure('BROKEN_FILE', 'The WAV file ends before its samples begin.')
  if (!format) throw new AudioFailure('BROKEN_FILE', 'The WAV file does not say how its samples are stored.')
  return toSource(view, readFormat(view, format), data)
}

function readFormat(view: DataView, { start, size }: { start: number; size: number }): WavFormat {
  if (size < 16 || start + size > view.byteLength) {
    throw new AudioFailure('BROKEN_FILE', 'The header of the WAV file is cut short.')
  }
  const encoding = view.getUint16(start, true)
  const isExtensible = encoding === EXTENSIBLE && size >= 26
  const channels = view.getUint16(start + 2, true)
  return {
    // An extensible header names the encoding by a GUID whose first two bytes are the old number.
    encoding: isExtensible ? view.getUint16(start + 24, true) : encoding,
    speakers: isExtensible ? ofWaveMask(view.getUint32(start + 20, true), channels) : inWaveOrder(channels),
    sampleRate: view.getUint32(start + 4, true),
    frameBytes: view.getUint16(start + 12, true),
    bits: view.getUint16(start + 14, true),
  }
}

function toSource(view: DataView, format: WavFormat, { start, end, missing }: WavData): PcmSource {
  const { encoding, speakers, sampleRate, frameBytes, bits } = format
  const reader = findWavReader(encoding, bits)
  if (!reader) {
    const what = `encoding ${encoding} with ${bits} bits`
    throw new AudioFailure(
      'UNSUPPORTED_FORMAT',
      `The WAV file has ${what}; Segue reads PCM, float, A-law and µ-law.`,
    )
  }
  if (speakers.length === 0 || sampleRate === 0 || frameBytes < speakers.length * reader.bytes) {
    throw new AudioFailure('BROKEN_FILE', 'The header of the WAV file contradicts itself.')
  }
  const frames = Math.floor((end - start) / frameBytes)
  return {
    format: 'wav',
    sampleRate,
    speakers,
    declaredSeconds: frames / sampleRate,
    chunks: readSamples(view, { channels: speakers.length, frameBytes, start, frames }, reader),
    flaws: new Set<PcmFlaw>(missing > 0 ? ['truncated'] : []),
  }
}
