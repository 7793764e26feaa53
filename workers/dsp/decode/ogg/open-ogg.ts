import { AudioFailure } from '../../audio-failure'
import { ascii } from '../ascii'
import type { PcmFlaw, PcmSource } from '../pcm'
import { openOggFlac } from './ogg-flac'
import { readOggPages } from './ogg-pages'
import { readBatches, summariseStream } from './ogg-stream'
import { cutToGranules, type OggCodec } from './ogg-codec'
import { openOpus } from './opus'
import { openVorbis } from './vorbis'

/** By the first bytes of a stream. */
const CODECS: readonly [start: string, open: (first: Uint8Array) => OggCodec][] = [
  ['OpusHead', openOpus],
  ['\x01vorbis', openVorbis],
  ['\x7fFLAC', openOggFlac],
]

/**
 * Opens Opus, Vorbis or FLAC in Ogg: the first stream of such a kind, whatever stands beside it. Our own reader of
 * pages: it passes pictures over, and hands no damaged packet to a decoder.
 * @throws AudioFailure BROKEN_FILE or UNSUPPORTED_FORMAT
 */
export function openOgg(bytes: Uint8Array): PcmSource {
  const { codec, serial } = findStream(bytes)
  const { lastGranule, isComplete, isDamaged } = summariseStream(bytes, serial)
  const { format, sampleRate, speakers, preSkip } = codec
  const flaws = new Set<PcmFlaw>()
  if (!isComplete) flaws.add('truncated')
  if (isDamaged) flaws.add('damaged')
  return {
    format,
    sampleRate,
    speakers,
    declaredSeconds: lastGranule === null ? null : Math.max(0, lastGranule - preSkip) / sampleRate,
    chunks: cutToGranules(codec, readBatches(bytes, serial), flaws),
    flaws,
  }
}

function findStream(bytes: Uint8Array): { codec: OggCodec; serial: number } {
  let hasStreams = false
  for (const page of readOggPages(bytes)) {
    if (page === 'gap') continue
    if (!page.isFirst) break
    hasStreams = true
    const [first = new Uint8Array(0)] = page.pieces
    const found = CODECS.find(([start]) => ascii(first, 0, start.length) === start)
    if (found) return { codec: found[1](first), serial: page.serial }
  }
  throw hasStreams
    ? new AudioFailure('UNSUPPORTED_FORMAT', 'The Ogg file holds neither Vorbis nor Opus nor FLAC.')
    : new AudioFailure('BROKEN_FILE', 'The Ogg file ends before its audio begins.')
}
