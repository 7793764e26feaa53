import { DomainError } from '../../domain/errors'
import { RATES } from './audio-config'
import type { SoundTrack } from './read-m4a'

const HEADER = 7
const AAC_LC = 2

/**
 * The frames of AAC in ADTS (.aac) from `start` on, without their headers. What is no frame between them is passed over.
 * @throws DomainError AUDIO_UNSUPPORTED or AUDIO_BROKEN
 */
export function readAdts(bytes: Uint8Array, start: number): SoundTrack {
  const frames: SoundTrack['frames'] = []
  let first: Pick<SoundTrack, 'objectType' | 'rateIndex' | 'channels'> | null = null
  let skipped = 0
  let declaredFrames = 0
  for (let at = start; at + HEADER <= bytes.length;) {
    const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = bytes.subarray(at, at + HEADER)
    const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5)
    const header = (b1 & 1) === 0 ? HEADER + 2 : HEADER
    const config = {
      objectType: (b2 >> 6) + 1,
      rateIndex: (b2 >> 2) & 15,
      channels: ((b2 & 1) << 2) | (b3 >> 6),
    }
    const isFrame = b0 === 0xff && (b1 & 0xf6) === 0xf0 && length > header && RATES[config.rateIndex]
    first ??= isFrame ? config : null
    if (!isFrame || first?.rateIndex !== config.rateIndex || first.channels !== config.channels) {
      const next = bytes.indexOf(0xff, at + 1)
      skipped += (next < 0 ? bytes.length : next) - at
      at = next < 0 ? bytes.length : next
      continue
    }
    declaredFrames++
    if (at + length <= bytes.length) frames.push({ start: at + header, end: at + length })
    at += length
  }
  const sampleRate = first && RATES[first.rateIndex]
  if (!first || !sampleRate || frames.length === 0) {
    throw new DomainError('AUDIO_BROKEN', 'The AAC file says it holds sound but has none.')
  }
  const { objectType, channels } = first
  if (objectType !== AAC_LC || channels < 1 || channels > 2) {
    throw new DomainError('AUDIO_UNSUPPORTED', 'The AAC is of a kind that only ffmpeg reads.')
  }
  return {
    ...first,
    coding: 'aac',
    sampleRate,
    frameSamples: 1024,
    frames,
    declaredFrames,
    edit: null,
    isDamaged: skipped > 0,
  }
}
