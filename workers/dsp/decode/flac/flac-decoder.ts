import { FLACDecoder } from '@wasm-audio-decoders/flac'
import type { PcmFlaw } from '../pcm'
import { quietly } from '../quietly'
import type { StreamInfo } from './stream-info'

/** FLAC frames by libFLAC, compiled to WebAssembly. The place that knows the decoder: frames, not the file, go to it. */
export async function createFlacDecoder({ channels }: Pick<StreamInfo, 'channels'>) {
  const decoder = new FLACDecoder()
  await decoder.ready
  return {
    /** Whole frames as planar samples. */
    decode: async (frames: Uint8Array[], flaws: Set<PcmFlaw>): Promise<Float32Array[]> => {
      const { channelData, errors } = await quietly(() => decoder.decodeFrames(frames))
      if (errors.length > 0) flaws.add('damaged')
      return channelData.length === channels ? channelData : []
    },
    free: () => {
      decoder.free()
    },
  }
}
