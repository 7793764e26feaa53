import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { getChromaEntropy } from './chroma'
import { analyseHarmony } from './harmony'
import { findKey } from './key'
import { KEY_PROFILES } from './key-profiles'
import { concat, makeChord, makeNoise } from '../testing/signals'

const RATE = 22_050
const MAJOR = [0, 4, 7]
const MINOR = [0, 3, 7]
/** Tonic, subdominant, dominant, tonic, in the octave from middle C. */
function makeCadence(key: number, mode: 'major' | 'minor', cents = 0): Float32Array {
  const chord = (degree: number, shape: number[]) =>
    makeChord(
      shape.map((step) => 60 + ((key + degree + step) % 12)),
      1,
      RATE,
      cents,
    )
  const own = mode === 'major' ? MAJOR : MINOR
  return concat(chord(0, own), chord(5, own), chord(7, MAJOR), chord(0, own))
}
const analyse = (signal: Float32Array) => analyseHarmony(signal, RATE, 1e-7)

describe('a cadence', () => {
  test.each(['major', 'minor'] as const)('in any %s key is heard in that key', (mode) => {
    for (let key = 0; key < 12; key++) {
      expect(analyse(makeCadence(key, mode)).key).toMatchObject({ key, mode })
    }
  })

  test.each([-40, -20, 15, 40])('tuned %i cents off is heard in its key, and its tuning told', (cents) => {
    const { key, tuningCents } = analyse(makeCadence(9, 'minor', cents))
    expect(key).toMatchObject({ key: 9, mode: 'minor' })
    expect(Math.abs(tuningCents - cents)).toBeLessThan(3)
  })

  test('is clearer than noise', () => {
    const noise = analyse(makeNoise(4, RATE))
    const music = analyse(makeCadence(2, 'major'))
    expect(music.chromaEntropy).toBeLessThan(noise.chromaEntropy)
    expect(music.key?.confidence).toBeGreaterThan(0.1)
  })
})

describe('the key of a chroma', () => {
  const chroma = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 })
  test('moves with it', () => {
    fc.assert(
      fc.property(chroma, fc.nat(11), (values, steps) => {
        const key = findKey(values)
        fc.pre(key !== null && key.confidence > 1e-6)
        const moved = findKey(values.map((_, i) => values[(i - steps + 12) % 12] ?? 0))
        expect(moved).toMatchObject({ key: ((key?.key ?? 0) + steps) % 12, mode: key?.mode })
      }),
    )
  })
  test('has a confidence from 0 to 1, which is highest for a profile itself', () => {
    fc.assert(
      fc.property(chroma, (values) => {
        const confidence = findKey(values)?.confidence ?? 0
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
      }),
    )
    expect(findKey([...KEY_PROFILES.minor])).toMatchObject({ key: 0, mode: 'minor' })
    expect(findKey([...KEY_PROFILES.minor])?.confidence).toBeCloseTo(1, 6)
  })
  test('is none where all pitch classes are alike', () => {
    expect(findKey(new Array<number>(12).fill(0.5))).toBeNull()
    expect(findKey(new Array<number>(12).fill(0))).toBeNull()
    expect(findKey([...new Array<number>(11).fill(0), 2.08e-322])).toBeNull()
  })
})

test('chroma entropy is 0 for one pitch class and 1 for all alike', () => {
  expect(getChromaEntropy([1, ...new Array<number>(11).fill(0)])).toBeCloseTo(0)
  expect(getChromaEntropy(new Array<number>(12).fill(0.3))).toBeCloseTo(1)
})
