import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeValues, toDerivable } from './describe-values'
import type { FeatureSource } from './features'
import { aCalibration, someSets } from '../testing/sets'

const PRECEDENCE: FeatureSource[] = ['spotify', 'file', 'dsp']
const METADATA = { releaseYear: 1999, durationMs: 200_000 }

describe('describeValues', () => {
  const file = { source: 'file' as const, values: { energy: 0.4 } }
  const calibration = { id: 7, maps: [] }

  it('names the sources, best first', () => {
    const sets = [{ source: 'dsp' as const, values: { centroid: 1800 } }, file]
    expect(describeValues(sets, METADATA, { precedence: PRECEDENCE, calibration }).sources).toEqual([
      'file',
      'dsp',
    ])
  })

  it('names the calibration only where it could change a value', () => {
    const of = (precedence: FeatureSource[]) =>
      describeValues([file], METADATA, { precedence, calibration }).calibration
    expect(of(PRECEDENCE)).toBe(7)
    expect(of(['file', 'dsp'])).toBeNull()
  })
})

describe('toDerivable', () => {
  it('is what a description says of a vector, of one set as of several', () => {
    fc.assert(
      fc.property(someSets, aCalibration, (all, maps) => {
        const by = { precedence: PRECEDENCE, calibration: { id: 7, maps } }
        for (const sets of [all, all.slice(0, 1)]) {
          const { input, calibration } = describeValues(sets, METADATA, by)
          expect(toDerivable(sets, METADATA, by)).toEqual({ input, calibration })
        }
      }),
    )
  })
})
