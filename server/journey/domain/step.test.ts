import { expect, test } from 'vitest'
import { fitScaler } from '../../domain/features/scaler'
import { BALANCED } from '../../domain/features/similarity'
import { blockMask, shapeVector, toUnitVector } from '../../domain/features/vector'
import type { VectorInput } from '../../domain/features/vector-spec'
import { stepSentences } from './sentences'
import { describeStep } from './step'

/** The scale of a catalog whose tracks differ in loudness by 20 dB, and in tempo by an octave. */
const scaler = fitScaler(
  Float32Array.from(
    Array.from({ length: 100 }, (_, i) =>
      shapeVector(toInput({ loudness: i / 5 - 15, tempo: 80 + i })),
    ).flatMap((shaped) => [...shaped]),
  ),
)

function toInput(values: VectorInput['values'], durationMs = 200_000): VectorInput {
  return { values, releaseYear: 2000, durationMs }
}

function track(values: VectorInput['values']) {
  const input = toInput(values)
  const shaped = shapeVector(input)
  return { input, place: { vector: toUnitVector(shaped, scaler), mask: blockMask(shaped) } }
}

const from = track({ tempo: 124, key: 9, mode: 0, energy: 0.5, valence: 0.5, loudness: -2 })

test('a step says what changes in tempo, key and energy, and where the sound changes most', () => {
  const to = track({ tempo: 122.4, key: 0, mode: 1, energy: 0.62, valence: 0.5, loudness: 2 })
  const step = describeStep(from, to, BALANCED)
  expect(step.keys).toEqual({ from: 'A minor', to: 'C major', mix: true })
  expect(step.changes).toBe('loudness')
  expect(stepSentences(step)).toEqual([
    '124 → 122 BPM',
    'A minor → C major',
    'the keys mix',
    'more energetic by 12 points of 100',
    'changes most in loudness',
  ])
})

test('a step between tracks that are alike says so', () => {
  expect(stepSentences(describeStep(from, from, BALANCED))).toEqual([
    'stays at 124 BPM',
    'stays in A minor',
    'hardly anything changes',
  ])
})

test('keys that clash are named, and values that nobody knows are not', () => {
  const far = track({ key: 3, mode: 1, loudness: -8 })
  const step = describeStep(from, far, BALANCED)
  expect(step).toMatchObject({ tempo: null, energy: null })
  expect(stepSentences(step)).toContain('the keys do not mix')
  expect(describeStep(from, track({ loudness: -8 }), BALANCED).keys).toBeNull()
})
