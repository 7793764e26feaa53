import { DomainError } from '../../domain/errors'
import type { AacDecoder } from './aac-decoder'
import { toAdts } from './adts'
import type { SoundTrack } from './read-m4a'
import { putTablesFirst } from './tables-first'
import { createWav } from './wav'

type Options = { seconds: number; signal?: AbortSignal | undefined }
export type Decoded = { wav: Uint8Array<ArrayBuffer>; isWhole: boolean }

/** Decoded at once: a second and a half at 44,100 Hz, of which interleaving takes the caller's thread half a millisecond. */
const FRAMES_AT_ONCE = 64
/** A frame is heard together with the one before it (they overlap by half): each piece begins one early. */
const LEAD = 1
/** Of the frames that are there, so many have to be decoded. */
const LEAST_SHARE = 0.9

/**
 * AAC-LC as a WAV file of floats, which the threads of the analysis can read: `seconds` of it at most, without what the
 * encoder put in front and behind. Decodes piece by piece, so that an end of `signal` is heard and no more than a piece is
 * held twice.
 * @throws DomainError AUDIO_BROKEN where a tenth of it cannot be decoded; the signal's reason
 */
export async function decodeTrack(
  decode: AacDecoder,
  bytes: Uint8Array,
  track: SoundTrack,
  { seconds, signal }: Options,
): Promise<Decoded> {
  const { frameSamples, sampleRate, channels } = track
  const frames = track.frames.slice(0, Math.ceil((seconds * sampleRate) / frameSamples) + LEAD)
  const { start, length } = track.edit ?? { start: 0, length: Infinity }
  const samples = Math.max(0, Math.min(frames.length * frameSamples - start, length))
  const wav = createWav({ sampleRate, channels, samples })
  let decoded = 0
  for (let first = 0; first < frames.length; first += FRAMES_AT_ONCE) {
    signal?.throwIfAborted()
    const from = Math.max(0, first - LEAD)
    const piece = toAdts(bytes, { ...track, frames }, from, first + FRAMES_AT_ONCE)
    // What cannot be decoded is missing below.
    const planes = await decode(piece, sampleRate).catch(() => null)
    if (planes?.length !== channels) continue
    const skip = (first - from) * frameSamples + Math.max(0, start - first * frameSamples)
    decoded += Math.min(FRAMES_AT_ONCE, frames.length - first)
    wav.push(planes.map((plane) => plane.subarray(skip)))
  }
  signal?.throwIfAborted()
  if (decoded < LEAST_SHARE * frames.length) {
    throw new DomainError('AUDIO_BROKEN', 'Much of the sound in the file cannot be decoded.')
  }
  return { wav: wav.finish(), isWhole: samples - wav.written() < frameSamples }
}

/** ALAC as the above, in one piece: the decoder has to read the tables itself. */
export async function decodeAlac(
  decode: AacDecoder,
  bytes: Uint8Array,
  track: SoundTrack,
  { seconds, signal }: Options,
): Promise<Decoded> {
  const { sampleRate, channels, frames, frameSamples } = track
  const samples = Math.min(frames.length * frameSamples, track.edit?.length ?? Infinity)
  if (samples > seconds * sampleRate) {
    throw new DomainError('AUDIO_TOO_LONG', `The audio is longer than ${String(seconds - 1)} s.`)
  }
  signal?.throwIfAborted()
  const planes = await decode(putTablesFirst(bytes).slice(), sampleRate).catch(() => null)
  signal?.throwIfAborted()
  if (planes?.length !== channels) {
    throw new DomainError('AUDIO_BROKEN', 'The sound in the MP4 file cannot be decoded.')
  }
  const wav = createWav({ sampleRate, channels, samples })
  wav.push(planes)
  return { wav: wav.finish(), isWhole: samples - wav.written() < frameSamples }
}
