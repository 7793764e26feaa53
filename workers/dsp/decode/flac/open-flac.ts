import { AudioFailure } from '../../audio-failure'
import { LIMITS } from '../../limits'
import { getId3v2Bytes, ID3V1_BYTES, hasId3v1 } from '../id3'
import type { PcmFlaw, PcmSource } from '../pcm'
import { inWaveOrder } from '../speakers'
import { createFlacDecoder } from './flac-decoder'
import { findFlacFrames, type FlacFrame } from './flac-frames'
import { readStreamInfo, STREAM_INFO_BYTES, type StreamInfo } from './stream-info'

const MARKER = 4
const BLOCK_HEADER = 4

/**
 * Opens FLAC. Our own scan finds the frames, by their checksums: it passes pictures over, tells damage from a file that
 * ends early, and loses no more than the frame that is damaged.
 * @throws AudioFailure BROKEN_FILE
 */
export function openFlac(bytes: Uint8Array): PcmSource {
  const start = getId3v2Bytes(bytes, 0)
  const first = start + MARKER + BLOCK_HEADER
  const info = readStreamInfo(bytes.subarray(first, first + STREAM_INFO_BYTES))
  const flaws = new Set<PcmFlaw>()
  const isTagged = hasId3v1(bytes, bytes.length - ID3V1_BYTES)
  const sound = isTagged ? bytes.subarray(0, bytes.length - ID3V1_BYTES) : bytes
  return {
    format: 'flac',
    sampleRate: info.sampleRate,
    speakers: inWaveOrder(info.channels),
    declaredSeconds: info.totalSamples > 0 ? info.totalSamples / info.sampleRate : null,
    chunks: decode(sound, skipBlocks(bytes, start + MARKER), info, flaws),
    flaws,
  }
}

/** Behind the metadata blocks: each has the kind, with a bit for the last, and its length in three bytes. */
function skipBlocks(bytes: Uint8Array, from: number): number {
  for (let at = from; at + BLOCK_HEADER <= bytes.length;) {
    const [kind = 0, a = 0, b = 0, c = 0] = bytes.subarray(at, at + BLOCK_HEADER)
    at += BLOCK_HEADER + ((a << 16) | (b << 8) | c)
    if (kind >= 0x80) return at
  }
  throw new AudioFailure('BROKEN_FILE', 'The FLAC file ends before its audio begins.')
}

async function* decode(
  bytes: Uint8Array,
  from: number,
  info: StreamInfo,
  flaws: Set<PcmFlaw>,
): AsyncGenerator<Float32Array[]> {
  const decoder = await createFlacDecoder(info)
  let batch: FlacFrame[] = []
  let samples = 0
  /** Ends of the last frame: in the file, and in the stream. */
  let at = from
  let position = 0
  const take = () => {
    const frames = batch.map(({ start, end }) => bytes.subarray(start, end))
    batch = []
    samples = 0
    return decoder.decode(frames, flaws)
  }
  try {
    for (const frame of findFlacFrames(bytes, from, info)) {
      if (frame.start > at) flaws.add('damaged')
      at = frame.end
      position = frame.position + frame.samples
      batch.push(frame)
      samples += frame.samples
      if (samples >= LIMITS.chunkSamples) yield await take()
    }
    if (batch.length > 0) yield await take()
    if (info.totalSamples > 0 ? position < info.totalSamples : at < bytes.length) flaws.add('truncated')
  } finally {
    decoder.free()
  }
}
