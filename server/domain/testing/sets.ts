import fc from 'fast-check'
import { CALIBRATED, type Calibration } from '../features/calibration'
import { FeatureSource } from '../features/features'
import type { SourceValues } from '../features/merge-values'
import { anyInput } from './inputs'

/** Sets of values, one of a source at most. */
export const someSets: fc.Arbitrary<SourceValues[]> = fc.uniqueArray(
  fc.record({
    source: fc.constantFrom(...FeatureSource.options),
    values: anyInput.map(({ values }) => values),
  }),
  { selector: ({ source }) => source, maxLength: 3 },
)

const knot = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))

/** Maps of any source to any other; of some a value cannot be brought to the other scale. */
export const aCalibration: fc.Arbitrary<Calibration> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...CALIBRATED),
    source: fc.constantFrom(...FeatureSource.options),
    reference: fc.constantFrom(...FeatureSource.options),
    basis: fc.constantFrom('pairs' as const, 'populations' as const),
    count: fc.nat(),
    agreement: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    knots: fc
      .uniqueArray(knot, { selector: ([at]) => at, maxLength: 3 })
      .map((knots) => knots.sort((a, b) => a[0] - b[0])),
  }),
  { selector: ({ name, source }) => `${name} ${source}`, maxLength: 12 },
)
