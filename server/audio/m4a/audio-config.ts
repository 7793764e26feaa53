import type { Box } from './mp4-boxes'

/** How the AAC of a track is coded (ISO/IEC 14496-3, 1.6.2.1 AudioSpecificConfig). */
export type AudioConfig = {
  /** 2: AAC-LC; 5 and 29: HE-AAC. */
  objectType: number
  /** Hz. */
  sampleRate: number
  /** Place of `sampleRate` in the table of the standard, as frame headers name it. */
  rateIndex: number
  /** As frame headers name it: 1 mono, 2 stereo. */
  channels: number
  /** Samples of a frame and channel. */
  frameSamples: number
}

/** Hz, by the number that headers have for them. */
export const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
]
const ES_DESCRIPTOR = 3
const DECODER_CONFIG = 4
const DECODER_SPECIFIC = 5
/** Bytes of a decoder configuration before its own descriptors (ISO/IEC 14496-1, 7.2.6.6). */
const DECODER_CONFIG_BYTES = 13

/** Reads the content of an `esds` box; null where it says nothing that can be understood. */
export function readAudioConfig(
  view: DataView,
  { start, end }: Pick<Box, 'start' | 'end'>,
): AudioConfig | null {
  // A full box: version and flags stand in front.
  const stream = findDescriptor(view, { start: start + 4, end }, ES_DESCRIPTOR)
  if (!stream || stream.start + 3 > stream.end) return null
  const flags = view.getUint8(stream.start + 2)
  // Files name neither another stream, nor an address, nor a clock here; what follows them would lie elsewhere.
  if ((flags & 0xe0) !== 0) return null
  const decoder = findDescriptor(view, { start: stream.start + 3, end: stream.end }, DECODER_CONFIG)
  if (!decoder) return null
  const inside = { start: decoder.start + DECODER_CONFIG_BYTES, end: decoder.end }
  const specific = findDescriptor(view, inside, DECODER_SPECIFIC)
  if (!specific || specific.end - specific.start < 2) return null
  const bits = view.getUint16(specific.start)
  const rateIndex = (bits >> 7) & 15
  const sampleRate = RATES[rateIndex]
  if (sampleRate === undefined) return null
  return {
    objectType: bits >> 11,
    sampleRate,
    rateIndex,
    channels: (bits >> 3) & 15,
    frameSamples: (bits & 4) === 0 ? 1024 : 960,
  }
}

/** The first descriptor with the tag; its length is written in groups of seven bits (ISO/IEC 14496-1, 8.3.3). */
function findDescriptor(
  view: DataView,
  { start, end }: Pick<Box, 'start' | 'end'>,
  tag: number,
): Pick<Box, 'start' | 'end'> | null {
  for (let at = start; at + 2 <= end;) {
    const found = view.getUint8(at++)
    let length = 0
    for (let group = 0; group < 4 && at < end; group++) {
      const byte = view.getUint8(at++)
      length = (length << 7) | (byte & 127)
      if (byte < 128) break
    }
    if (found === tag) return at + length <= end ? { start: at, end: at + length } : null
    at += length
  }
  return null
}
