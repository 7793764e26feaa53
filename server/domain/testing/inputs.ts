import fc from 'fast-check'
import { FEATURES, FEATURE_NAMES } from '../features/features'
import type { VectorInput } from '../features/vector-spec'

const value = (name: keyof typeof FEATURES) => {
  const { min, max } = FEATURES[name]
  const whole = name === 'key' || name === 'mode' || name === 'time_signature'
  return whole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true })
}
const year = fc.integer({ min: 1920, max: 2026 })
const length = fc.integer({ min: 20_000, max: 1_200_000 })
const values = Object.fromEntries(FEATURE_NAMES.map((name) => [name, value(name)]))

/** Inputs that have every value. */
export const someInputs: fc.Arbitrary<VectorInput> = fc.record({
  values: fc.record(values),
  releaseYear: year,
  durationMs: length,
})

/** Inputs of which any value may be missing. */
export const anyInput: fc.Arbitrary<VectorInput> = fc.record({
  values: fc.record(values, { requiredKeys: [] }),
  releaseYear: fc.option(year),
  durationMs: fc.option(length),
})
