import { OpusDecoder } from 'opus-decoder'
import { AudioFailure } from '../../audio-failure'
import { LIMITS } from '../../limits'
import { quietly } from '../quietly'
import { inVorbisOrder, type Speaker } from '../speakers'
import type { OggCodec } from './ogg-codec'

const RATE = 48_000
/** What the decoder takes of a packet for each channel: 120 ms at 256 kbit/s. */
const MAX_BYTES_A_CHANNEL = 3840

type Head = {
  channels: number
  preSkip: number
  gain: number
  streamCount: number
  coupledStreamCount: number
  channelMappingTable: number[]
  speakers: Speaker[]
}

/**
 * Opus by libopus, compiled to WebAssembly. The place that knows the decoder.
 * @throws AudioFailure BROKEN_FILE or UNSUPPORTED_FORMAT
 */
export function openOpus(first: Uint8Array): OggCodec {
  const { gain, speakers, preSkip, ...mapping } = readHead(first)
  return {
    format: 'opus',
    sampleRate: RATE,
    speakers,
    preSkip,
    start: async () => {
      const decoder = new OpusDecoder(mapping)
      await decoder.ready
      let headers = 2
      return {
        decode: (packets, flaws) => {
          const frames = packets.filter((packet) => {
            if (headers > 0) {
              headers--
              return false
            }
            return packet.length > 0 && packet.length <= MAX_BYTES_A_CHANNEL * mapping.channels
          })
          const { channelData, errors } = quietly(() => decoder.decodeFrames(frames))
          if (errors.length > 0) flaws.add('damaged')
          if (gain !== 1) {
            for (const plane of channelData) {
              for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] ?? 0) * gain
            }
          }
          return Promise.resolve(channelData)
        },
        free: () => {
          decoder.free()
        },
      }
    },
  }
}

/** RFC 7845, 5.1. */
function readHead(bytes: Uint8Array): Head {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 19) throw broken()
  const channels = view.getUint8(9)
  const family = view.getUint8(18)
  const head = {
    channels,
    preSkip: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
  }
  if (family === 0) {
    if (channels < 1 || channels > 2) throw broken()
    const channelMappingTable = channels === 2 ? [0, 1] : [0]
    const speakers = inVorbisOrder(channels)
    return { ...head, streamCount: 1, coupledStreamCount: channels - 1, channelMappingTable, speakers }
  }
  if (family !== 1 && family !== 255) {
    throw new AudioFailure(
      'UNSUPPORTED_FORMAT',
      'The Opus file is of a kind (ambisonic) that Segue does not read.',
    )
  }
  if (channels < 1 || bytes.length < 21 + channels) throw broken()
  const [streamCount, coupledStreamCount] = [view.getUint8(19), view.getUint8(20)]
  const channelMappingTable = [...bytes.subarray(21, 21 + channels)]
  const decoded = streamCount + coupledStreamCount
  const isSound =
    streamCount > 0 &&
    coupledStreamCount <= streamCount &&
    decoded <= 255 &&
    channelMappingTable.every((stream) => stream < decoded || stream === 255)
  if (!isSound || channels > LIMITS.channels) throw broken()
  const speakers = family === 1 ? inVorbisOrder(channels) : channelMappingTable.map((): Speaker => 'front')
  return { ...head, streamCount, coupledStreamCount, channelMappingTable, speakers }
}

function broken(): AudioFailure {
  return new AudioFailure('BROKEN_FILE', 'The head of the Opus file contradicts itself.')
}
