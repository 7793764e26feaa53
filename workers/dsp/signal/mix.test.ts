import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyseAudio } from '../analyse-audio'
import { createMixer } from './mix'
import { makeWav } from '../testing/files'
import { makeChord, makeNoise } from '../testing/signals'

const RATE = 22_050
const tone = makeChord([60, 64, 67], 4, RATE)
const noise = makeNoise(4, RATE, 0.1)
const invert = (signal: Float32Array) => signal.map((x) => -x)
const analyse = (...channels: Float32Array[]) =>
  analyseAudio(makeWav(channels, { rate: RATE, bits: 32, float: true }))

describe('channels out of phase', () => {
  test('are analysed as if they were in phase, and measured as loud', async () => {
    const [straight, inverted] = await Promise.all([analyse(tone, tone), analyse(tone, invert(tone))])
    expect(inverted).toEqual(straight)
    expect(inverted.partial).toEqual([])
  })

  test('but for a little are analysed by what they share', async () => {
    const nearly = tone.map((x, i) => -x + 0.1 * (noise[i] ?? 0))
    const [straight, inverted] = await Promise.all([analyse(tone, tone), analyse(tone, nearly)])
    expect(inverted.key).toBe(straight.key)
    expect(inverted.descriptors.centroidHz).toBeGreaterThan(0)
  })

  test('do not silence others: each is turned over by itself', async () => {
    const six = [tone, invert(tone), tone, noise, invert(tone), invert(tone)]
    const { partial, key } = await analyse(...six)
    expect([partial, key]).toEqual([[], 0])
  })
})

test('ordinary stereo is the mean of its channels, sample by sample, the subwoofer left out', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, min: -1, max: 1 }), (side) => {
      const left = side.map((x) => 0.5 + 0.25 * x)
      const right = side.map((x) => 0.5 - 0.25 * x)
      const mixer = createMixer(['front', 'front', 'lfe'])
      const mono = mixer.mix([left, right, side])
      expect(mono).toEqual(left.map((x, i) => Math.fround(Math.fround(x + (right[i] ?? 0)) / 2)))
      expect(mixer.findInverted()).toBeNull()
    }),
  )
})

test('channels that have nothing in common, or of which one is silent, stay as they are', () => {
  const other = makeNoise(8, RATE, 0.1).subarray(4 * RATE)
  for (const pair of [
    [noise, other],
    [noise, new Float32Array(noise.length)],
    [new Float32Array(noise.length), noise],
    [new Float32Array(9), new Float32Array(9)],
  ]) {
    const mixer = createMixer(['front', 'front'])
    mixer.mix(pair)
    expect(mixer.findInverted()).toBeNull()
  }
})
