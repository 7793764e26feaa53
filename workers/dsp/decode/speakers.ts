/** What a channel is for: `front` also stands for what is nowhere in particular; `lfe` is the subwoofer's. */
export type Speaker = 'front' | 'surround' | 'lfe'

const F = 'front'
const S = 'surround'
const L = 'lfe'

/** By the number of channels, in the order of WAVE and FLAC (RFC 9639, 9.1.3): L R C LFE, then those behind. */
const WAVE_ORDER: Record<number, Speaker[]> = {
  4: [F, F, S, S],
  5: [F, F, F, S, S],
  6: [F, F, F, L, S, S],
  7: [F, F, F, L, S, S, S],
  8: [F, F, F, L, S, S, S, S],
}
/** In the order of Vorbis (Vorbis I, 4.3.9) and Opus (RFC 7845, 5.1.1.2): L C R, those behind, LFE. */
const VORBIS_ORDER: Record<number, Speaker[]> = {
  4: [F, F, S, S],
  5: [F, F, F, S, S],
  6: [F, F, F, S, S, L],
  7: [F, F, F, S, S, S, L],
  8: [F, F, F, S, S, S, S, L],
}
/** Bits of a WAVE channel mask: the one of the subwoofer, and those beside and behind the listener. */
const LFE_BIT = 3
const SURROUND_BITS = new Set([4, 5, 8, 9, 10])
const MASK_BITS = 18

export function inWaveOrder(channels: number): Speaker[] {
  return WAVE_ORDER[channels] ?? allFront(channels)
}

export function inVorbisOrder(channels: number): Speaker[] {
  return VORBIS_ORDER[channels] ?? allFront(channels)
}

/** As a mask of WAVE_FORMAT_EXTENSIBLE names them, lowest bit first; the usual order where it names too few. */
export function ofWaveMask(mask: number, channels: number): Speaker[] {
  const bits = Array.from({ length: MASK_BITS }, (_, bit) => bit).filter((bit) => (mask >>> bit) & 1)
  if (bits.length < channels) return inWaveOrder(channels)
  return bits.slice(0, channels).map((bit) => (bit === LFE_BIT ? L : SURROUND_BITS.has(bit) ? S : F))
}

function allFront(channels: number): Speaker[] {
  return Array.from({ length: channels }, () => F)
}
