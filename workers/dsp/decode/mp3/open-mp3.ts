import { MPEGDecoder } from 'mpg123-decoder'
import { AudioFailure } from '../../audio-failure'
import type { PcmFlaw, PcmSource } from '../pcm'
import { quietly } from '../quietly'
import { inWaveOrder } from '../speakers'
import { createFitter } from './fit-run'
import { findFrames, type Mp3Frames, type Mp3Run } from './mp3-frames'

/** The decoder is given so many bytes of whole frames at once: about 1.6 s at 320 kbit/s, 8 s at 64. */
const FEED_BYTES = 64 * 1024
/** Kinds of frames in a file: each has a decoder of its own. Two or three come of files that were put together. */
const MAX_KINDS = 6

/**
 * Opens MPEG audio (layers I to III) with mpg123, compiled to WebAssembly. Only whole frames found by our own scan
 * reach the decoder, so that a picture or a text that happens to hold a sync word is refused, not decoded to noise.
 * mpg123 takes away the silence of the encoder where the file says how much it is (LAME tag). Where rate, channels or
 * version change on the way, the file has the rate of its first run and the most channels of any.
 * The one place that knows the decoder: mpg123 is LGPL-2.1, and whoever wants another puts it here.
 * @throws AudioFailure NOT_AUDIO
 */
export function openMp3(bytes: Uint8Array): PcmSource {
  const frames = findFrames(bytes)
  const first = frames?.runs[0]
  if (!frames || !first) throw new AudioFailure('NOT_AUDIO')
  const flaws = new Set<PcmFlaw>()
  if (frames.truncated) flaws.add('truncated')
  if (frames.skipped > 0) flaws.add('damaged')
  const speakers = inWaveOrder(frames.runs.some(({ header }) => header.channels === 2) ? 2 : 1)
  const { sampleRate } = first.header
  return {
    format: 'mp3',
    sampleRate,
    speakers,
    declaredSeconds: frames.seconds,
    chunks: decodeRuns(bytes, frames, createFitter(sampleRate, speakers.length), flaws),
    flaws,
  }
}

async function* decodeRuns(
  bytes: Uint8Array,
  { runs }: Mp3Frames,
  fit: ReturnType<typeof createFitter>,
  flaws: Set<PcmFlaw>,
): AsyncGenerator<Float32Array[]> {
  const decoders = new Map<number, MPEGDecoder>()
  try {
    for (const run of runs) {
      const { kind } = run.header
      const decoder = decoders.get(kind) ?? new MPEGDecoder()
      if (!decoders.has(kind)) {
        if (decoders.size === MAX_KINDS) {
          flaws.add('damaged')
          continue
        }
        await decoder.ready
        decoders.set(kind, decoder)
      }
      yield* fit(run.header, decodeRun(decoder, bytes, run, flaws))
    }
  } finally {
    for (const decoder of decoders.values()) decoder.free()
  }
}

function* decodeRun(
  decoder: MPEGDecoder,
  bytes: Uint8Array,
  { start, end, header }: Mp3Run,
  flaws: Set<PcmFlaw>,
): Generator<Float32Array[]> {
  for (let at = start; at < end; at += FEED_BYTES) {
    const piece = bytes.subarray(at, Math.min(end, at + FEED_BYTES))
    const decoded = quietly(() => decoder.decode(piece))
    if (decoded.errors.length > 0) flaws.add('damaged')
    // A mono file comes as two equal channels.
    if (decoded.samplesDecoded > 0) yield decoded.channelData.slice(0, header.channels)
  }
}
