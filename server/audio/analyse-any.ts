import type { Unpacked } from '~workers/audio-protocol'
import type { AudioAnalyser } from '../catalog/ports'
import type { AudioAnalysis } from '../domain/sound-analysis'
import type { Unpack } from './unpack'

type Options = { signal?: AbortSignal; maxSeconds?: number }
/** The threads of the analysis. */
type Pool = {
  analyse: (
    bytes: Uint8Array<ArrayBuffer>,
    options: Options & { unpacked?: Unpacked | undefined },
  ) => Promise<AudioAnalysis>
}

/** Analyses every kind of file: what the threads cannot read is decoded before. */
export function createAudioAnalyser(pool: Pool, unpack: Unpack): AudioAnalyser {
  return {
    analyse: async (bytes, options = {}) => {
      const sound = await unpack(bytes, options)
      return pool.analyse(sound.bytes, { ...options, unpacked: sound.unpacked })
    },
  }
}
