import { describe, expect, test } from 'vitest'
import { pickOnsets } from './onsets'
import { autocorrelate, interpolate } from './periodicity'
import { estimateTempo } from './tempo'
import { concat, makeClicks, makeNoise } from './testing/signals'
import { analyseTimbre } from './timbre'

const RATE = 22_050
function analyse(signal: Float32Array) {
  const meanSquare = signal.reduce((sum, x) => sum + x * x, 0) / signal.length
  const { onsetStrength, framesPerSecond } = analyseTimbre(signal, RATE, { gate: 1e-7, meanSquare })
  return {
    tempo: estimateTempo(onsetStrength, framesPerSecond),
    onsets: pickOnsets(onsetStrength, framesPerSecond),
  }
}

describe('clicks', () => {
  test.each([62, 75, 90, 97.3, 108, 120, 128, 140, 155, 174, 190])('at %f BPM have that tempo', (bpm) => {
    const { tempo, onsets } = analyse(makeClicks(bpm, 30, RATE))
    expect(Math.abs((tempo?.bpm ?? 0) / bpm - 1)).toBeLessThan(0.01)
    expect(tempo?.stability).toBe(1)
    // The first click is there from the start: nothing rises.
    expect(Math.abs(onsets.length - (bpm / 60) * 30)).toBeLessThanOrEqual(2)
  })

  test('have the same tempo at any level', () => {
    const clicks = makeClicks(111, 20, RATE)
    const loud = analyse(clicks)
    const quiet = analyse(clicks.map((x) => x * 0.01))
    expect(quiet.tempo?.bpm).toBe(loud.tempo?.bpm)
    expect(quiet.onsets).toEqual(loud.onsets)
  })

  test('are more regular and surer than noise', () => {
    const clicks = analyse(makeClicks(120, 20, RATE)).tempo
    const noise = analyse(makeNoise(20, RATE)).tempo
    expect(clicks?.regularity).toBeGreaterThan(0.6)
    expect(clicks?.confidence).toBeGreaterThan(0.7)
    expect(noise?.confidence ?? 0).toBeLessThan(0.3)
  })

  test('that change their tempo are less stable', () => {
    const { tempo } = analyse(concat(makeClicks(100, 20, RATE), makeClicks(143, 20, RATE)))
    expect(tempo?.stability).toBeLessThan(0.8)
  })
})

test('a tempo takes four seconds, and something that repeats', () => {
  expect(analyse(makeClicks(120, 3.5, RATE)).tempo).toBeNull()
  expect(analyse(makeClicks(120, 5, RATE)).tempo?.bpm).toBeCloseTo(120, -1)
  expect(estimateTempo(new Float64Array(2000), 43)).toBeNull()
})

test('autocorrelation finds a period, and is 1 at lag 0', () => {
  const signal = Float64Array.from({ length: 400 }, (_, i) => Math.sin((2 * Math.PI * i) / 20))
  const found = autocorrelate(signal, 50)
  expect(found[0]).toBe(1)
  expect(found[20]).toBeCloseTo(1, 1)
  expect(found[10]).toBeCloseTo(-1, 1)
  expect([...autocorrelate(new Float64Array(100).fill(3), 10)]).toEqual(new Array(10).fill(0))
})

test('interpolation goes through the samples and follows a curve between them', () => {
  const curve = Float64Array.from({ length: 20 }, (_, i) => Math.cos(i / 3))
  expect(interpolate(curve, 7)).toBe(curve[7])
  expect(interpolate(curve, 7.4)).toBeCloseTo(Math.cos(7.4 / 3), 3)
})
