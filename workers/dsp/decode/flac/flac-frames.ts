import { AudioFailure } from '../../audio-failure'
import { readFrameHeader, type FlacHeader } from './frame-header'
import type { StreamInfo } from './stream-info'

/** A frame whose checksum is right: bytes [start, end). */
export type FlacFrame = FlacHeader & { start: number; end: number }

/** Beside the samples themselves: headers of the frame and of each channel, and the checksum. */
const OVERHEAD = 64
/** Each byte is read so often at most; in a sound file once, in a damaged place twice. */
const READ_OVER = 8

const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x8005)
  return crc & 0xffff
})

/**
 * The frames of a FLAC stream from `from` on. FLAC says nowhere how long a frame is: it ends where the next one begins
 * and its checksum is right (RFC 9639, 9.3). What is damaged is passed over, up to the next whole frame.
 * @throws AudioFailure BROKEN_FILE where what looks like frames never ends in one
 */
export function* findFlacFrames(bytes: Uint8Array, from: number, info: StreamInfo): Generator<FlacFrame> {
  // Kept as they are, samples take this much; the encoder chooses what is less.
  const longest = (info.bits + 1) * info.channels * (info.maxBlock / 8) + OVERHEAD
  let budget = READ_OVER * bytes.length
  for (let at = from; at < bytes.length;) {
    const header = readFrameHeader(bytes, at, info)
    const end = header && findEnd(bytes, at, Math.min(bytes.length, at + longest), info)
    if (header && end !== null) {
      yield { ...header, start: at, end }
      at = end
      continue
    }
    if (header) budget -= Math.min(bytes.length - at, longest)
    if (budget < 0) throw new AudioFailure('BROKEN_FILE')
    const next = bytes.indexOf(0xff, at + 1)
    at = next < 0 ? bytes.length : next
  }
}

/** Where the frame at `start` ends; null where no end before `limit` has the right checksum. */
function findEnd(bytes: Uint8Array, start: number, limit: number, info: StreamInfo): number | null {
  let crc = 0
  for (let at = start; at < limit; at++) {
    // Over a frame with its own checksum the sum is zero.
    if (crc === 0 && at > start && bytes[at] === 0xff && readFrameHeader(bytes, at, info)) return at
    crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ (bytes[at] ?? 0)] ?? 0)
  }
  // The last one, perhaps with a tag behind it.
  return crc === 0 && limit === bytes.length ? limit : null
}
