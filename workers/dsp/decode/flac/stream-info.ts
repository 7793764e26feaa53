import { AudioFailure } from '../../audio-failure'

/** The first metadata block of a FLAC stream (RFC 9639, 8.2). */
export type StreamInfo = {
  /** Samples a frame; of the last one perhaps fewer. They differ where the two do. */
  minBlock: number
  maxBlock: number
  sampleRate: number
  channels: number
  bits: number
  /** Samples of each channel; 0 where it was not known. */
  totalSamples: number
}

export const STREAM_INFO_BYTES = 34

/** @throws AudioFailure BROKEN_FILE */
export function readStreamInfo(bytes: Uint8Array): StreamInfo {
  if (bytes.length < STREAM_INFO_BYTES) {
    throw new AudioFailure('BROKEN_FILE', 'The head of the FLAC file is cut short.')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packed = view.getBigUint64(10)
  return {
    minBlock: view.getUint16(0),
    maxBlock: view.getUint16(2),
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    bits: Number((packed >> 36n) & 31n) + 1,
    totalSamples: Number(packed & 0xf_ffff_ffffn),
  }
}
