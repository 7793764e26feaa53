import type { AudioFormat } from '~server/domain/sound-analysis'
import type { Speaker } from './speakers'

/** Decoded audio in pieces, so that no more than one piece of a long file is in memory. */
export type PcmSource = {
  format: AudioFormat
  /** Hz. */
  sampleRate: number
  /** One for each channel, in the order of `chunks`. */
  speakers: Speaker[]
  /** What the file says of its length, s; null where it does not. */
  declaredSeconds: number | null
  /** One Float32Array a channel, full scale ±1; all of a chunk have one length. The arrays belong to the taker. */
  chunks: Iterable<Float32Array[]> | AsyncIterable<Float32Array[]>
  /** What was found wrong while decoding; complete after the last chunk. */
  flaws: Set<PcmFlaw>
}

/** `truncated`: the file ends before its audio does. `damaged`: a part in between could not be decoded. */
export type PcmFlaw = 'truncated' | 'damaged'
