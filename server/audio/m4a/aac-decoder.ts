import type * as WebAudio from 'node-web-audio-api'
import { DomainError } from '../../domain/errors'

/** Decodes whole ADTS frames, the samples of each channel, full scale ±1. Rejects where nothing can be decoded. */
export type AacDecoder = (adts: Uint8Array<ArrayBuffer>, sampleRate: number) => Promise<Float32Array[]>

/** What is used of the package. */
type Package = Pick<typeof WebAudio, 'OfflineAudioContext'>

/**
 * The one place that knows the decoder: node-web-audio-api, whose decodeAudioData is Symphonia's (MPL-2.0) and works in
 * threads of its own (libuv's), so that the caller's goes on. It is optional: whoever wants another puts it here. Not for
 * worker threads: one that is ended while it decodes takes the whole process along (docs/decisions/0022).
 * @throws DomainError CONFIG_INVALID where the package or what it needs is not installed
 */
export async function loadAacDecoder(
  load: () => Promise<Package> = () => import('node-web-audio-api'),
): Promise<AacDecoder> {
  let loaded: Package
  try {
    loaded = await load()
  } catch (cause) {
    throw new DomainError(
      'CONFIG_INVALID',
      'FEATURE_SOURCES names itunes, whose previews are AAC, and neither ffmpeg nor their decoder is there. ' +
        'Install ffmpeg, or run `npm install --no-save --ignore-scripts node-web-audio-api@1.0.9`, on Linux also ' +
        '`apt-get install libasound2-dev`, or take itunes out of FEATURE_SOURCES.',
      { cause },
    )
  }
  const { OfflineAudioContext } = loaded
  return async (adts, sampleRate) => {
    // Of the rate of the frames: what has another is resampled.
    const context = new OfflineAudioContext(1, 1, sampleRate)
    const decoded = await context.decodeAudioData(adts.buffer)
    return Array.from({ length: decoded.numberOfChannels }, (_, channel) => {
      // A copy: getChannelData gives memory that goes with `decoded`.
      const samples = new Float32Array(decoded.length)
      decoded.copyFromChannel(samples, channel)
      return samples
    })
  }
}
