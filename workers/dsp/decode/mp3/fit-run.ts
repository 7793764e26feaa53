import { planResampling } from '../../signal/resample'
import type { Mp3Header } from './mp3-frames'

type Chunks = Iterable<Float32Array[]>

/** A mono run in a stereo file goes to both sides, with the power that it has as one channel. */
const BOTH_SIDES = Math.SQRT1_2

/** Brings runs of frames to one rate and one number of channels, so that a file of several kinds is heard as one. */
export function createFitter(sampleRate: number, channels: number) {
  /** By rate: a file may change thousands of times. */
  const plans = new Map<number, ReturnType<typeof planResampling>>()

  return function* fit(
    { sampleRate: rate, channels: count }: Pick<Mp3Header, 'sampleRate' | 'channels'>,
    chunks: Chunks,
  ): Generator<Float32Array[]> {
    const plan = plans.get(rate) ?? planResampling(rate, sampleRate)
    plans.set(rate, plan)
    const resamplers = Array.from({ length: count }, plan)
    const spread = (planes: Float32Array[]) =>
      count === channels
        ? planes
        : Array.from({ length: channels }, () =>
            (planes[0] ?? new Float32Array(0)).map((x) => x * BOTH_SIDES),
          )
    for (const chunk of chunks) {
      yield spread(resamplers.map((resampler, c) => resampler.push(chunk[c] ?? new Float32Array(0))))
    }
    const rest = spread(resamplers.map((resampler) => resampler.finish()))
    if ((rest[0]?.length ?? 0) > 0) yield rest
  }
}
