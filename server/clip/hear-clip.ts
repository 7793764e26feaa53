import { toClip, toHeardClip, type Clip, type HeardClip } from './domain/clip'
import type { AudioAnalyser } from '../catalog/ports'

export type HearClipDeps = {
  audio: AudioAnalyser
  /** Takes a body into memory, within bounds. */
  readBytes: (body: ReadableStream<Uint8Array>) => Promise<Uint8Array<ArrayBuffer>>
  seal: { close: (clip: Clip) => string }
  maxSeconds: number
}

/**
 * What is heard in a clip. The audio is forgotten with the analysis; what was heard goes into a token, which asks for
 * similar tracks as often as one likes, and nothing is kept here.
 * Throws the AUDIO_… errors, BUSY, TIMED_OUT or CANCELLED.
 */
export async function hearClip(
  { audio, readBytes, seal, maxSeconds }: HearClipDeps,
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<HeardClip> {
  const bytes = body instanceof Uint8Array ? body : await readBytes(body)
  const clip = toClip(await audio.analyse(bytes, { signal, maxSeconds }))
  return toHeardClip(clip, seal.close(clip))
}
