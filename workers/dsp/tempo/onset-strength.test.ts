import { expect, test } from 'vitest'
import { createOnsetStrength, writeOnsetStrength } from './onset-strength'

const BANDS = 40
function getStrength(bands: Float64Array, previous: Float64Array) {
  const strength = createOnsetStrength(2, 43)
  writeOnsetStrength(strength, 1, bands, previous)
  return [strength.all, strength.low, strength.middle, strength.high].map((values) => values[1])
}

test('onset strength counts what rises, in dB a band', () => {
  const quiet = new Float64Array(BANDS)
  const [all] = getStrength(Float64Array.of(2, -1, 1, ...new Float64Array(BANDS - 3)), quiet)
  expect(all).toBeCloseTo(3 / BANDS)
  expect(getStrength(quiet, quiet)).toEqual([0, 0, 0, 0])
})

test.each([
  { name: 'a bass drum', band: 1, part: 1 },
  { name: 'a snare drum', band: 12, part: 2 },
  { name: 'a cymbal', band: 35, part: 3 },
])('onset strength of $name is in its part alone', ({ band, part }) => {
  const struck = new Float64Array(BANDS)
  struck[band] = 10
  const strengths = getStrength(struck, new Float64Array(BANDS)).slice(1)
  expect(strengths.map((value) => (value ?? 0) > 0)).toEqual([1, 2, 3].map((other) => other === part))
})
