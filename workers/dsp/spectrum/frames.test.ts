import { expect, test } from 'vitest'
import { countFrames, eachFrame, type Frame } from './frames'
import { makeSine } from '../testing/signals'

const collect = (signal: Float32Array, size: number, hop: number): Frame[] => {
  const frames: Frame[] = []
  eachFrame(signal, { size, hop }, (frame) => frames.push({ ...frame, power: frame.power.slice() }))
  return frames
}

test('a full-scale sine on a bin has power 1 there and none three bins away', () => {
  const [frame] = collect(makeSine(100, 1, 2048), 2048, 512)
  expect(frame?.power[100]).toBeCloseTo(1, 2)
  expect(frame?.power[103]).toBeLessThan(1e-6)
  expect(frame?.meanSquare).toBeCloseTo(0.5, 3)
})

test('frames follow each other by the hop, and none reaches past the end', () => {
  const frames = collect(new Float32Array(2048 + 3 * 512 + 511), 2048, 512)
  expect(frames.map(({ index }) => index)).toEqual([0, 1, 2, 3])
  expect(countFrames(2047, 2048, 512)).toBe(1)
  expect(countFrames(2560, 2048, 512)).toBe(2)
})

test('a signal shorter than a frame is one frame', () => {
  expect(collect(makeSine(100, 0.1, 2048), 2048, 512)).toHaveLength(1)
})
