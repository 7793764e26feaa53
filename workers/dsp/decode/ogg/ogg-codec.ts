import type { AudioFormat } from '~server/domain/sound-analysis'
import type { PcmFlaw } from '../pcm'
import type { Speaker } from '../speakers'
import type { OggBatch } from './ogg-stream'

/** A way to decode the packets of a stream. */
export type OggCodec = {
  format: AudioFormat
  sampleRate: number
  speakers: Speaker[]
  /** Samples in front that the encoder put there. */
  preSkip: number
  /** Makes the decoder ready. */
  start: () => Promise<OggDecoder>
}
export type OggDecoder = {
  /** Packets in their order, headers included, as planar samples; null where none come of them yet. */
  decode: (packets: Uint8Array[], flaws: Set<PcmFlaw>) => Promise<Float32Array[] | null>
  free: () => void
}

/**
 * Decodes page by page, and leaves out what lies before the first sample or behind the last by the positions of the
 * pages (Vorbis I, A.2; RFC 7845, 4): the first page says where its end is, and the last where the music ends.
 */
export async function* cutToGranules(
  codec: OggCodec,
  batches: Iterable<OggBatch>,
  flaws: Set<PcmFlaw>,
): AsyncGenerator<Float32Array[]> {
  const decoder = await codec.start()
  /** Positions of the next sample and of the first that counts. */
  let at: number | null = null
  let first = 0
  try {
    for (const { packets, granule, isLast } of batches) {
      const planes = await decoder.decode(packets, flaws)
      const length = planes?.[0]?.length ?? 0
      if (!planes || length === 0) continue
      if (at === null) {
        at = granule === null || isLast ? 0 : granule - length
        first = Math.max(0, at) + codec.preSkip
      }
      const from = Math.min(length, Math.max(0, first - at))
      const to = isLast && granule !== null ? Math.min(length, granule - at) : length
      at += length
      if (to > from) yield planes.map((plane) => plane.subarray(from, to))
    }
  } finally {
    decoder.free()
  }
}
