import { DomainError } from '../../domain/errors'
import type { AacDecoder } from './aac-decoder'
import { toAdts } from './adts'
import { readM4a } from './read-m4a'
import { createWav } from './wav'

export type M4aToWav = (
  bytes: Uint8Array,
  options: { maxSeconds: number; signal?: AbortSignal | undefined },
) => Promise<Uint8Array<ArrayBuffer>>

/** Decoded at once: a second and a half at 44,100 Hz, of which interleaving takes the caller's thread half a millisecond. */
const FRAMES_AT_ONCE = 64
/** A frame is heard together with the one before it (they overlap by half): each piece begins one early. */
const LEAD = 1
/** Of the frames that the file names, so many have to be there and to be decoded. */
const LEAST_SHARE = 0.9

/**
 * The sound of an .m4a file as a WAV file of floats, which the threads of the analysis can read. Decodes piece by piece,
 * so that an end of `signal` is heard and no more than a piece is held twice.
 * @throws DomainError as readM4a does, AUDIO_BROKEN where a tenth of it cannot be decoded; the signal's reason
 */
export function createM4aToWav(decode: AacDecoder): M4aToWav {
  return async (bytes, { maxSeconds, signal }) => {
    const track = readM4a(bytes, { maxSeconds })
    const { frames, frameSamples, sampleRate, channels, declaredFrames } = track
    const wav = createWav({ sampleRate, channels, samples: frames.length * frameSamples })
    for (let first = 0; first < frames.length; first += FRAMES_AT_ONCE) {
      signal?.throwIfAborted()
      const from = Math.max(0, first - LEAD)
      const piece = toAdts(bytes, track, from, first + FRAMES_AT_ONCE)
      // What cannot be decoded is missing below.
      const decoded = await decode(piece, sampleRate).catch(() => null)
      if (decoded?.length !== channels) continue
      wav.push(decoded.map((samples) => samples.subarray((first - from) * frameSamples)))
    }
    signal?.throwIfAborted()
    if (wav.written() < LEAST_SHARE * declaredFrames * frameSamples) {
      throw new DomainError('AUDIO_BROKEN', 'Much of the sound in the MP4 file cannot be decoded.')
    }
    return wav.finish()
  }
}
