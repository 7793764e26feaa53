import { MPEGDecoder } from 'mpg123-decoder'
import { AudioFailure } from '../audio-failure'
import { findFrames, type Mp3Frames } from './mp3-frames'
import type { PcmFlaw, PcmSource } from './pcm'

/** The decoder is given so many bytes of whole frames at once: about 1.6 s at 320 kbit/s, 8 s at 64. */
const FEED_BYTES = 64 * 1024

/**
 * Opens MPEG audio (layers I to III) with mpg123, compiled to WebAssembly. Only whole frames found by our own scan
 * reach the decoder, so that a picture or a text that happens to hold a sync word is refused, not decoded to noise.
 * mpg123 takes away the silence of the encoder where the file says how much it is (LAME tag).
 * The one place that knows the decoder: mpg123 is LGPL-2.1, and whoever wants another puts it here.
 * @throws AudioFailure NOT_AUDIO
 */
export async function openMp3(bytes: Uint8Array): Promise<PcmSource> {
  const frames = findFrames(bytes)
  if (!frames) throw new AudioFailure('NOT_AUDIO')
  const decoder = new MPEGDecoder()
  await decoder.ready
  const { sampleRate, channels } = frames.first
  const flaws = new Set<PcmFlaw>()
  if (frames.truncated) flaws.add('truncated')
  if (frames.skipped > 0) flaws.add('damaged')
  return {
    format: 'mp3',
    sampleRate,
    channels,
    declaredSeconds: frames.samples / sampleRate,
    chunks: decodeFrames(decoder, bytes, frames, flaws),
    flaws,
  }
}

function* decodeFrames(
  decoder: MPEGDecoder,
  bytes: Uint8Array,
  { first, spans }: Mp3Frames,
  flaws: Set<PcmFlaw>,
): Generator<Float32Array[]> {
  try {
    for (const { start, end } of spans) {
      for (let at = start; at < end; at += FEED_BYTES) {
        const decoded = decodeQuietly(decoder, bytes.subarray(at, Math.min(end, at + FEED_BYTES)))
        if (decoded.errors.length > 0) flaws.add('damaged')
        // A mono file comes as two equal channels.
        if (decoded.samplesDecoded > 0) yield decoded.channelData.slice(0, first.channels)
      }
    }
  } finally {
    decoder.free()
  }
}

/** The decoder writes a line on the console for each damaged frame, besides listing it in `errors`. */
function decodeQuietly(decoder: MPEGDecoder, bytes: Uint8Array) {
  const { error } = console
  Object.assign(console, { error: () => undefined })
  try {
    return decoder.decode(bytes)
  } finally {
    Object.assign(console, { error })
  }
}
