/** Thirty seconds of audio for a track, rendered a second at a time so that a server can breathe in between. */
import { setImmediate } from 'node:timers/promises'

import type { Composition } from '../catalogue/composition'
import type { AudioFeatures } from '../catalogue/features'
import type { DrumKit } from '../catalogue/genres'
import { clamp, createRandom, Salt } from '../catalogue/random'
import { arrange } from './arrangement'
import { addShot, createDrums } from './drums'
import { addNote } from './tones'
import { encodeWav } from './wav'

export type PreviewInput = { seed: number; features: AudioFeatures; kit: DrumKit; composition: Composition }

export const PREVIEW_RATE = 22_050
export const PREVIEW_SECONDS = 30

/** Room between the track's loudness and the clip's RMS level, dB; keeps the loudest clips out of hard clipping. */
const HEADROOM_DB = 6
const FADE_SECONDS = 0.25
const MASTER_SLICE = 5 * PREVIEW_RATE

/** Yields after every second of audio and returns the samples, RMS at the track's loudness less the headroom. */
export function* renderPreview(input: PreviewInput): Generator<undefined, Float32Array> {
  const { features, kit, composition } = input
  const random = createRandom(Salt.composition, input.seed, 1)
  const mix = new Float32Array(PREVIEW_RATE * PREVIEW_SECONDS)
  const shots = createDrums(random, PREVIEW_RATE, features.energy, features.acousticness)
  const events = arrange({
    features,
    kit,
    composition,
    random,
    sampleRate: PREVIEW_RATE,
    seconds: PREVIEW_SECONDS,
  })
  let second = 1
  for (const event of events) {
    if (event.start > second * PREVIEW_RATE) {
      second += 1
      yield
    }
    if ('note' in event) addNote(mix, event.note, PREVIEW_RATE)
    else addShot(mix, shots[event.drum], event.start, event.gain)
  }
  yield
  addRoom(mix, features.liveness, random.int(2 ** 31))
  yield
  yield* master(mix, features.loudness)
  return mix
}

/** The clip as a WAV file; at most about 10 ms of work between two turns of the event loop. */
export async function createPreviewWav(input: PreviewInput): Promise<Uint8Array<ArrayBuffer>> {
  const rendering = renderPreview(input)
  for (;;) {
    await setImmediate()
    const step = rendering.next()
    if (step.done !== true) continue
    await setImmediate()
    return encodeWav(step.value, PREVIEW_RATE)
  }
}

/** The murmur of an audience: low-passed noise, audible only in live recordings. */
function addRoom(mix: Float32Array, liveness: number, seed: number): void {
  const gain = 0.12 * liveness ** 2
  let state = seed | 1
  let low = 0
  for (let i = 0; i < mix.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    low += 0.12 * (state / 2 ** 31 - low)
    mix[i] = (mix[i] ?? 0) + gain * low
  }
}

/** Scales to the wanted level, rounds off peaks (tanh) and fades the end. */
function* master(mix: Float32Array, loudness: number): Generator<undefined> {
  let power = 0
  for (const sample of mix) power += sample * sample
  const rms = Math.sqrt(power / mix.length)
  const gain = 10 ** (clamp(loudness - HEADROOM_DB, -42, -9) / 20) / Math.max(rms, 1e-9)
  const fade = FADE_SECONDS * PREVIEW_RATE
  for (let from = 0; from < mix.length; from += MASTER_SLICE) {
    yield
    for (let i = from; i < Math.min(from + MASTER_SLICE, mix.length); i++) {
      const edge = Math.min(1, (mix.length - i) / fade)
      mix[i] = edge * Math.tanh(gain * (mix[i] ?? 0))
    }
  }
}
