/** Thirty seconds of a recording as AAC in an .m4a: loops that are at hand already encoded, in an order of its own. */
import { Salt, uniformOf } from '../catalogue/random'
import { AAC_LOOPS } from './loops'
import { createM4a } from './m4a'

const SAMPLE_RATE = 22_050
const RATE_INDEX = 7
const FRAME_SAMPLES = 1024
const SECONDS = 30
const HEADER = 7
/** Of the rounds so many are the recording's own loop; the others are its second one. */
const OWN_SHARE = 0.75

let loops: Uint8Array[][] | undefined

/** The same sound every time for the same seed and recording. */
export function createM4aPreview(seed: number, recording: number): Uint8Array<ArrayBuffer> {
  loops ??= AAC_LOOPS.map(readFrames)
  const own = Math.floor(uniformOf(Salt.coverage, seed, 6, recording) * loops.length)
  const other = Math.floor(uniformOf(Salt.coverage, seed, 7, recording) * loops.length)
  const wanted = Math.round((SECONDS * SAMPLE_RATE) / FRAME_SAMPLES)
  const frames: Uint8Array[] = []
  for (let round = 0; frames.length < wanted; round++) {
    const isOwn = uniformOf(Salt.coverage, seed, 8, recording, round) < OWN_SHARE
    frames.push(...(loops[isOwn ? own : other] ?? []))
  }
  const sound = { sampleRate: SAMPLE_RATE, rateIndex: RATE_INDEX, channels: 1 } as const
  return createM4a({ ...sound, frames: frames.slice(0, wanted) })
}

/** Frames of ADTS without their headers, whose length stands in bits 30 to 42. */
function readFrames(adts: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let at = 0; at + HEADER < adts.length;) {
    const [b3 = 0, b4 = 0, b5 = 0] = adts.subarray(at + 3, at + 6)
    const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5)
    frames.push(adts.subarray(at + HEADER, at + length))
    at += length
  }
  return frames
}
