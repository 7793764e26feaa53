import { createFlacDecoder } from '../flac/flac-decoder'
import { readFrameHeader } from '../flac/frame-header'
import { readStreamInfo } from '../flac/stream-info'
import { inWaveOrder } from '../speakers'
import type { OggCodec } from './ogg-codec'

/** Before STREAMINFO in the first packet: 0x7F FLAC, version, count of headers, fLaC, the header of the block. */
const PREFIX = 17

/**
 * FLAC in Ogg (RFC 9639, 10.1): a frame is a packet; what is none is metadata.
 * @throws AudioFailure BROKEN_FILE
 */
export function openOggFlac(first: Uint8Array): OggCodec {
  const info = readStreamInfo(first.subarray(PREFIX))
  return {
    format: 'flac',
    sampleRate: info.sampleRate,
    speakers: inWaveOrder(info.channels),
    preSkip: 0,
    start: async () => {
      const decoder = await createFlacDecoder(info)
      return {
        decode: async (packets, flaws) => {
          const frames = packets.filter((packet) => readFrameHeader(packet, 0, info))
          return frames.length > 0 ? decoder.decode(frames, flaws) : null
        },
        free: decoder.free,
      }
    },
  }
}
