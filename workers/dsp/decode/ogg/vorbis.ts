import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import { AudioFailure } from '../../audio-failure'
import { quietly } from '../quietly'
import { inVorbisOrder } from '../speakers'
import type { OggCodec } from './ogg-codec'

type Page = Parameters<OggVorbisDecoder['decodeOggPages']>[0][number]

/** Packets before those of sound: identification, comments, setup. */
const SETUP_PACKET = 3
const NO_BYTES = new Uint8Array(0)

/**
 * Vorbis by libvorbis, compiled to WebAssembly. The place that knows the decoder. It is given packets, not the file: its
 * own reader of Ogg copies a picture among the comments several times.
 * @throws AudioFailure BROKEN_FILE
 */
export function openVorbis(first: Uint8Array): OggCodec {
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength)
  // Identification (Vorbis I, 4.2.2): 30 bytes, the two sizes of a block in one, 64 to 8,192 as powers of two.
  const blocks = first.length < 30 ? 0 : view.getUint8(28)
  const [short, long] = [blocks & 15, blocks >> 4]
  const channels = first.length < 30 ? 0 : view.getUint8(11)
  if (short < 6 || long < short || long > 13 || channels === 0) {
    throw new AudioFailure('BROKEN_FILE', 'The head of the Vorbis file contradicts itself.')
  }
  return {
    format: 'vorbis',
    sampleRate: view.getUint32(12, true),
    speakers: inVorbisOrder(channels),
    preSkip: 0,
    start: async () => {
      const decoder = new OggVorbisDecoder()
      await decoder.ready
      let read = 0
      let setup: Uint8Array | null = null
      const decode = async (page: Uint8Array, sound: Uint8Array[]) => {
        const { channelData } = await quietly(() => decoder.decodeOggPages([toPage(page, sound, setup)]))
        return channelData
      }
      return {
        decode: async (packets) => {
          const sound: Uint8Array[] = []
          for (const packet of packets) {
            read++
            if (read === 1) await decode(packet, [])
            else if (read === SETUP_PACKET) setup = packet
            else if (read > SETUP_PACKET && isSound(packet)) sound.push(packet)
          }
          return setup && sound.length > 0 ? decode(NO_BYTES, sound) : null
        },
        free: () => {
          decoder.free()
        },
      }
    },
  }
}

/** The lowest bit tells packets of sound from headers. */
function isSound([first = 1]: Uint8Array): boolean {
  return (first & 1) === 0
}

/** What the decoder reads of a page as its own parser gives it. */
function toPage(data: Uint8Array, sound: Uint8Array[], vorbisSetup: Uint8Array | null): Page {
  const codecFrames = sound.map((packet) => ({ data: packet, header: { vorbisSetup } }))
  return { data, codecFrames, isLastPage: false } as unknown as Page
}
