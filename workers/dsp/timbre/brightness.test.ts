import Meyda from 'meyda'
import { expect, test } from 'vitest'
import { getBrightness } from './brightness'
import { eachFrame } from '../spectrum/frames'
import { makeNoise, makeSine } from '../testing/signals'

const SIZE = 2048
const RATE = 22_050
const BIN = RATE / SIZE

function spectrumOf(signal: Float32Array) {
  let power = new Float64Array(0)
  eachFrame(signal, { size: SIZE, hop: SIZE }, (frame) => (power = frame.power.slice()))
  return { power, magnitude: power.map(Math.sqrt) }
}
const brightnessOf = (signal: Float32Array) => {
  const { power, magnitude } = spectrumOf(signal)
  return getBrightness(power, magnitude, BIN)
}

type Extractor = (input: { ampSpectrum: Float64Array }) => number

test('centroid, spread and crest are those of Meyda', () => {
  const { spectralCentroid, spectralSpread, spectralCrest } = Meyda.featureExtractors as Record<
    string,
    Extractor
  >
  const { power, magnitude } = spectrumOf(makeNoise(SIZE / RATE, RATE))
  const [centroid, spread, , , crest] = getBrightness(power, magnitude, BIN)
  expect(centroid).toBeCloseTo((spectralCentroid?.({ ampSpectrum: magnitude }) ?? 0) * BIN, 6)
  expect(spread).toBeCloseTo((spectralSpread?.({ ampSpectrum: magnitude }) ?? 0) * BIN, 6)
  expect(crest).toBeCloseTo(spectralCrest?.({ ampSpectrum: magnitude }) ?? 0, 6)
})

test('of a tone all lies at its frequency', () => {
  const [centroid, spread, rolloff, flatness] = brightnessOf(makeSine(BIN * 200, SIZE / RATE, RATE))
  expect(centroid).toBeCloseTo(BIN * 200, 0)
  expect(spread).toBeLessThan(3 * BIN)
  expect(Math.abs(rolloff - BIN * 200)).toBeLessThanOrEqual(BIN)
  expect(flatness).toBeLessThan(1e-4)
})

test('of white noise the centre is in the middle, 85 % of the energy below 85 %, and the spectrum flat', () => {
  const [centroid, , rolloff, flatness] = brightnessOf(makeNoise(SIZE / RATE, RATE))
  expect(centroid / (RATE / 2)).toBeCloseTo(0.5, 1)
  expect(rolloff / (RATE / 2)).toBeCloseTo(0.85, 1)
  // The geometric mean of exponentially distributed power is e^−γ = 0.56 of the arithmetic one.
  expect(flatness).toBeCloseTo(0.56, 1)
})

test('does not depend on the level', () => {
  const loud = brightnessOf(makeNoise(SIZE / RATE, RATE, 0.9))
  const quiet = brightnessOf(makeNoise(SIZE / RATE, RATE, 0.09))
  loud.forEach((value, i) => expect(quiet[i]).toBeCloseTo(value, 3))
})

test('of silence is finite', () => {
  expect(brightnessOf(new Float32Array(SIZE)).every(Number.isFinite)).toBe(true)
})
