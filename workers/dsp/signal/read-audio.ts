import type { AudioFormat } from '~server/domain/sound-analysis'
import type { Unpacked } from '../../audio-protocol'
import { AudioFailure } from '../audio-failure'
import { openAudio } from '../decode/open-audio'
import type { PcmFlaw } from '../decode/pcm'
import { ANALYSIS_RATE, LIMITS } from '../limits'
import { createLoudnessMeter, type Loudness } from '../loudness/loudness-meter'
import { createMixer } from './mix'
import { createResampler } from './resample'

export type Recording = {
  format: AudioFormat
  sampleRate: number
  channels: number
  /** Length of the audio in the file, s: decoded, or as its frames say where more than the limit is there. */
  seconds: number
  /** The channels mixed (see createMixer) at ANALYSIS_RATE, at most LIMITS.analysedSeconds of it. */
  mono: Float32Array
  /** Of the same stretch, measured on all channels at the file's own rate. */
  loudness: Loudness
  flaws: Set<PcmFlaw>
  /** The file is longer than what was analysed. */
  capped: boolean
}

/** A file longer than `maxSeconds` is refused; without it, what lies beyond the limit is left out. */
export type ReadOptions = { maxSeconds?: number; unpacked?: Unpacked }

/**
 * Decodes a file: loudness from the samples as they are, everything else from mono at 22,050 Hz. One pass, and a second
 * one where channels are out of phase: that shows only at the end.
 * @throws AudioFailure, see openAudio; TOO_LONG before anything is decoded where the file says its length; BROKEN_FILE
 * or TOO_SHORT where too little can be decoded
 */
export async function readAudio(bytes: Uint8Array, options: ReadOptions = {}): Promise<Recording> {
  const { recording, inverted } = await readOnce(bytes, options)
  if (!inverted) return recording
  const again = await readOnce(bytes, options, inverted)
  return { ...recording, mono: again.recording.mono }
}

async function readOnce(bytes: Uint8Array, { maxSeconds, unpacked }: ReadOptions, inverted?: boolean[]) {
  const source = openAudio(bytes)
  const { sampleRate, speakers, chunks, flaws } = source
  const { format, declaredSeconds } = unpacked ?? source
  for (const flaw of unpacked?.flaws ?? []) flaws.add(flaw)
  const refuseLonger = (seconds: number) => {
    if (maxSeconds !== undefined && seconds > maxSeconds) throw tooLong(seconds, maxSeconds)
  }
  refuseLonger(declaredSeconds ?? 0)
  const channels = speakers.length
  const meter = createLoudnessMeter(sampleRate, channels, speakers)
  const mixer = createMixer(speakers, inverted)
  const resampler = createResampler(sampleRate, ANALYSIS_RATE)
  const most = LIMITS.analysedSeconds * sampleRate
  const pieces: Float32Array[] = []
  let samples = 0
  let capped = false
  for await (const chunk of chunks) {
    const room = most - samples
    const length = chunk[0]?.length ?? 0
    capped = length > room
    const used = capped ? chunk.map((channel) => channel.subarray(0, room)) : chunk
    samples += Math.min(length, room)
    if (!inverted) meter.push(used)
    pieces.push(resampler.push(mixer.mix(used)))
    refuseLonger(samples / sampleRate)
    if (capped) break
  }
  pieces.push(resampler.finish())
  const seconds = samples / sampleRate
  if (samples === 0) throw new AudioFailure('BROKEN_FILE', 'The file says it is audio but holds none.')
  if (seconds < LIMITS.minSeconds) throw new AudioFailure('TOO_SHORT')
  const recording: Recording = {
    ...{ format, sampleRate, channels, flaws, capped },
    seconds: capped ? Math.max(seconds, declaredSeconds ?? 0) : seconds,
    mono: join(pieces),
    loudness: meter.finish(),
  }
  return { recording, inverted: mixer.findInverted() }
}

function tooLong(seconds: number, maxSeconds: number): AudioFailure {
  const [found, most] = [seconds, maxSeconds].map((s) =>
    s < 120 ? `${String(Math.round(s))} s` : `${String(Math.round(s / 60))} minutes`,
  )
  return new AudioFailure('TOO_LONG', `The audio is ${found} long; up to ${most} are listened to.`)
}

function join(pieces: Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
