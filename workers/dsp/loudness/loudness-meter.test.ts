import { describe, expect, test } from 'vitest'
import { createKWeighting } from './k-weighting'
import { createLoudnessMeter } from './loudness-meter'
import { concat, makeSine } from '../testing/signals'

const db = (level: number) => 10 ** (level / 20)
/** A sine of 1 kHz at levels in dB to full scale, each for its seconds, on `channels` channels. */
function measure(parts: [level: number, seconds: number][], rate = 48_000, channels = 2, hz = 1000) {
  const meter = createLoudnessMeter(rate, channels)
  for (const [level, seconds] of parts) {
    const tone = makeSine(hz, seconds, rate, db(level))
    // Pieces of an odd size, as a decoder gives them.
    for (let at = 0; at < tone.length; at += 7777) {
      meter.push(Array.from({ length: channels }, () => tone.subarray(at, at + 7777)))
    }
  }
  return meter.finish()
}

test('the filter at 48,000 Hz is the one that BS.1770-4 prints', () => {
  const [shelf, highPass] = createKWeighting(48_000)
  expect(shelf.b0).toBeCloseTo(1.53512485958697, 6)
  expect(shelf.b1).toBeCloseTo(-2.69169618940638, 6)
  expect(shelf.b2).toBeCloseTo(1.19839281085285, 6)
  expect(shelf.a1).toBeCloseTo(-1.69065929318241, 6)
  expect(shelf.a2).toBeCloseTo(0.73248077421585, 6)
  expect(highPass.a1).toBeCloseTo(-1.99004745483398, 6)
  expect(highPass.a2).toBeCloseTo(0.99007225036621, 6)
})

describe('integrated loudness', () => {
  test.each([8000, 22_050, 44_100, 48_000, 96_000])(
    'of 997 Hz at full scale in one channel is −3.01 at %i Hz',
    (rate) => {
      expect(measure([[0, 5]], rate, 1, 997).integratedLufs).toBeCloseTo(-3.01, 1)
    },
  )
  test.each([
    { name: 'case 1: −23 dB', parts: [[-23, 20]], lufs: -23 },
    { name: 'case 2: −33 dB', parts: [[-33, 20]], lufs: -33 },
    {
      name: 'case 3: quiet ends',
      parts: [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
      lufs: -23,
    },
    {
      name: 'case 4: quiet and near silent ends',
      parts: [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
      lufs: -23,
    },
    {
      name: 'case 5: a louder middle',
      parts: [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
      lufs: -23,
    },
  ] as { name: string; parts: [number, number][]; lufs: number }[])(
    'EBU Tech 3341 $name',
    ({ parts, lufs }) => {
      expect(Math.abs((measure(parts).integratedLufs ?? 0) - lufs)).toBeLessThan(0.1)
    },
  )
})

describe('loudness range', () => {
  test.each([
    {
      name: 'case 1',
      parts: [
        [-20, 20],
        [-30, 20],
      ],
      lu: 10,
    },
    {
      name: 'case 2',
      parts: [
        [-20, 20],
        [-15, 20],
      ],
      lu: 5,
    },
    {
      name: 'case 3',
      parts: [
        [-40, 20],
        [-20, 20],
      ],
      lu: 20,
    },
    {
      name: 'case 4',
      parts: [
        [-50, 20],
        [-35, 20],
        [-20, 20],
        [-35, 20],
        [-50, 20],
      ],
      lu: 15,
    },
  ] as { name: string; parts: [number, number][]; lu: number }[])('EBU Tech 3342 $name', ({ parts, lu }) => {
    expect(Math.abs((measure(parts).rangeLu ?? 0) - lu)).toBeLessThan(1)
  })
  test('needs three seconds', () => {
    expect(measure([[-20, 2.9]]).rangeLu).toBeNull()
    expect(measure([[-20, 3.2]]).rangeLu).toBeCloseTo(0, 1)
  })
})

test('root mean square and peak are those of the samples', () => {
  const { rmsDb, peakDb } = measure([[-6, 2]])
  expect(peakDb).toBeCloseTo(-6, 2)
  expect(rmsDb).toBeCloseTo(-9.01, 2)
})

test('the bass channel of 5.1 does not count and the surrounds count by 1.41', () => {
  const tone = makeSine(1000, 2, 48_000, 0.1)
  const zero = new Float32Array(tone.length)
  const lufs = (place: number) => {
    const meter = createLoudnessMeter(48_000, 6)
    meter.push(Array.from({ length: 6 }, (_, c) => (c === place ? tone : zero)))
    return meter.finish().integratedLufs
  }
  expect(lufs(3)).toBeNull()
  expect((lufs(4) ?? 0) - (lufs(0) ?? 0)).toBeCloseTo(10 * Math.log10(1.41), 5)
})

test('silence has no loudness, also after sound', () => {
  const meter = createLoudnessMeter(44_100, 1)
  meter.push([new Float32Array(200_000)])
  expect(meter.finish()).toEqual({
    integratedLufs: null,
    rangeLu: null,
    spreadLu: null,
    rmsDb: null,
    peakDb: null,
  })
  const after = createLoudnessMeter(44_100, 1)
  after.push([concat(makeSine(1000, 1, 44_100), new Float32Array(200_000))])
  expect(after.finish().integratedLufs).toBeGreaterThan(-5)
})
