import { isDomainError } from '../../domain/errors'
import type { Container } from '~workers/dsp/decode/detect'
import { getId3v2Bytes } from '~workers/dsp/decode/id3'
import { readAdts } from './read-adts'
import { readM4a, type SoundTrack } from './read-m4a'

/**
 * What the tables of an MP4 file or the headers of ADTS say; null for other kinds, and for those that our readers do not
 * know where `others` may read them.
 * @throws DomainError as readM4a and readAdts do
 */
export function readTrack(
  bytes: Uint8Array,
  container: Container,
  { maxSeconds, others }: { maxSeconds: number; others: boolean },
): SoundTrack | null {
  try {
    if (container === 'mp4') return readM4a(bytes, { maxSeconds })
    return container === 'adts' ? readAdts(bytes, getId3v2Bytes(bytes, 0)) : null
  } catch (error) {
    if (others && isDomainError(error) && error.code === 'AUDIO_UNSUPPORTED') return null
    throw error
  }
}

/** Length of what is there, s. */
export function getSeconds({ frames, frameSamples, edit, sampleRate }: SoundTrack): number {
  const decoded = frames.length * frameSamples
  const { start, length } = edit ?? { start: 0, length: decoded }
  return Math.max(0, Math.min(decoded - start, length)) / sampleRate
}
