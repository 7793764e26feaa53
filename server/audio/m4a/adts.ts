import type { SoundTrack } from './read-m4a'

const HEADER = 7

/**
 * Frames as a stream that says of each what it is (ISO/IEC 14496-3, 1.A.2.2 adts_frame, without a checksum), in a buffer
 * of its own.
 */
export function toAdts(
  bytes: Uint8Array,
  track: SoundTrack,
  first: number,
  last: number,
): Uint8Array<ArrayBuffer> {
  const frames = track.frames.slice(first, last)
  const adts = new Uint8Array(frames.reduce((sum, { start, end }) => sum + HEADER + end - start, 0))
  let at = 0
  for (const { start, end } of frames) {
    const length = HEADER + end - start
    adts.set(toHeader(track, length), at)
    adts.set(bytes.subarray(start, end), at + HEADER)
    at += length
  }
  return adts
}

/** Sync word, MPEG-4 without checksum; profile, rate and channels; length; a buffer of unknown fullness, one block. */
function toHeader({ objectType, rateIndex, channels }: SoundTrack, length: number): number[] {
  return [
    0xff,
    0xf1,
    ((objectType - 1) << 6) | (rateIndex << 2) | (channels >> 2),
    ((channels & 3) << 6) | (length >> 11),
    (length >> 3) & 255,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]
}
