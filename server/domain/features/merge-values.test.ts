import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyMap, type Calibration } from './calibration'
import { certaintyOf } from './certainty'
import { FEATURE_NAMES, type FeatureName, type FeatureSource } from './features'
import { mergeValues, standsAlone, type SourceValues } from './merge-values'
import { aCalibration, someSets } from '../testing/sets'
import { blockMask, shapeVector } from './vector'

const PRECEDENCE: FeatureSource[] = ['spotify', 'file', 'dsp']
const LOUDER: Calibration = [
  {
    name: 'loudness',
    source: 'dsp',
    reference: 'spotify',
    basis: 'pairs',
    count: 50,
    agreement: 1,
    knots: [[-10, -6]],
  },
]
const spotify: SourceValues = { source: 'spotify', values: { loudness: -8, tempo: 120, key: 9, mode: 0 } }
const dsp: SourceValues = {
  source: 'dsp',
  values: {
    loudness: -10,
    tempo: 60,
    tempo_confidence: 0.3,
    key: 2,
    mode: 1,
    key_confidence: 0.2,
    centroid: 1800,
  },
}
const commonOf = (...inputs: ReturnType<typeof mergeValues>[]) =>
  inputs
    .map(({ values }) => blockMask(shapeVector({ values, releaseYear: null, durationMs: null })))
    .reduce((a, b) => a & b)

describe('mergeValues', () => {
  it('takes each value from the first source that has it, with its provenance', () => {
    const { values, origins } = mergeValues([dsp, spotify], PRECEDENCE, LOUDER)
    expect(values).toMatchObject({ loudness: -8, tempo: 120, key: 9, mode: 0, centroid: 1800 })
    expect(origins.loudness).toEqual({ source: 'spotify', map: null })
    expect(origins.centroid).toEqual({ source: 'dsp', map: null })
  })

  it("does not doubt one source's tempo by another's confidence", () => {
    expect(mergeValues([dsp, spotify], PRECEDENCE, []).values).not.toHaveProperty('tempo_confidence')
    expect(mergeValues([dsp], PRECEDENCE, []).values.tempo_confidence).toBe(0.3)
  })

  it('never joins the key of one source with the mode of another', () => {
    const keyOnly: SourceValues = { source: 'spotify', values: { key: 9 } }
    expect(mergeValues([dsp, keyOnly], PRECEDENCE, []).values).not.toHaveProperty('mode')
  })

  it('brings a value to the scale of the others', () => {
    const { values, origins } = mergeValues([dsp], PRECEDENCE, LOUDER)
    expect(values.loudness).toBe(-6)
    expect(origins.loudness).toEqual({ source: 'dsp', map: { basis: 'pairs', agreement: 1 } })
  })

  it('leaves out a value that the reference measures otherwise', () => {
    const unlike = LOUDER.map((map) => ({ ...map, knots: [] }))
    expect(mergeValues([dsp], PRECEDENCE, unlike).values).not.toHaveProperty('loudness')
  })

  it('gives per name what the first source by precedence says that has it, whatever the sources have', () => {
    const owners: Partial<Record<FeatureName, FeatureName>> = {
      mode: 'key',
      key_confidence: 'key',
      tempo_confidence: 'tempo',
    }
    fc.assert(
      fc.property(someSets, aCalibration, (sets, calibration) => {
        const { values, origins } = mergeValues(sets, PRECEDENCE, calibration)
        for (const name of FEATURE_NAMES) {
          const has = (source: FeatureSource) =>
            sets.some((set) => set.source === source && set.values[owners[name] ?? name] !== undefined)
          const source = PRECEDENCE.find(has)
          const said = sets.find((set) => set.source === source)?.values[name]
          const map = calibration.find((map) => map.name === name && map.source === source)
          const mapped = map && said !== undefined ? applyMap(map, said) : said
          expect(values[name]).toBe(map?.knots.length === 0 ? undefined : mapped)
          expect(origins[name]?.source).toBe(values[name] === undefined ? undefined : source)
          expect(origins[name]?.map?.basis).toBe(values[name] === undefined ? undefined : map?.basis)
        }
      }),
    )
  })
})

describe('standsAlone', () => {
  it('is true only where merging the set gives the set', () => {
    fc.assert(
      fc.property(someSets, aCalibration, (sets, calibration) => {
        for (const set of sets) {
          if (!standsAlone(set, calibration)) continue
          expect(mergeValues([set], [set.source], calibration).values).toEqual(set.values)
        }
      }),
    )
  })

  it('is false for a value that belongs to one that is not there, and for a source with a map', () => {
    expect(standsAlone(spotify, LOUDER)).toBe(true)
    expect(standsAlone(dsp, LOUDER)).toBe(false)
    expect(standsAlone(dsp, [])).toBe(true)
    expect(standsAlone({ source: 'file', values: { mode: 1 } }, [])).toBe(false)
  })
})

describe('certaintyOf', () => {
  const sure = mergeValues([spotify], PRECEDENCE, LOUDER)
  const own = mergeValues([dsp], PRECEDENCE, LOUDER)

  it('is 1 for two tracks of one sure source, and less for a doubtful tempo and key', () => {
    expect(certaintyOf(sure, sure, commonOf(sure, sure))).toBe(1)
    expect(certaintyOf(sure, own, commonOf(sure, own))).toBeLessThan(0.7)
    expect(certaintyOf(own, own, commonOf(own, own))).toBeLessThan(1)
  })

  it('is less for values of two sources that are not calibrated, or only by their populations', () => {
    const loudness = (calibration: Calibration) => {
      const other = mergeValues([{ source: 'dsp', values: { loudness: -10 } }], PRECEDENCE, calibration)
      return certaintyOf(sure, other, commonOf(sure, other))
    }
    const populations = LOUDER.map((map) => ({ ...map, basis: 'populations' as const, agreement: null }))
    expect(loudness(LOUDER)).toBe(1)
    expect(loudness(populations)).toBeLessThan(1)
    expect(loudness([])).toBeLessThan(loudness(populations))
  })

  it('is less for the segments of a clip', () => {
    const of = (structure_partial: number) =>
      mergeValues([{ source: 'spotify', values: { timbre_mean_2: 12, structure_partial } }], PRECEDENCE, [])
    const [whole, clip] = [of(0), of(1)]
    expect(certaintyOf(whole, whole, commonOf(whole))).toBe(1)
    expect(certaintyOf(whole, clip, commonOf(whole, clip))).toBeLessThan(1)
  })
})
