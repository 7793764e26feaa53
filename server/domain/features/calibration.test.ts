import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyMap,
  Calibration,
  differs,
  findMap,
  fitCalibration,
  MIN_PAIRS,
  MIN_POPULATION,
  type Measurements,
  type SourceMap,
} from './calibration'
import type { FeatureSource } from './features'
import { createRandomStream } from '../seeded-random'

const PRECEDENCE: FeatureSource[] = ['spotify', 'reccobeats', 'file', 'dsp']
type Pair = readonly [number, number]

/** Tracks that a source and Spotify describe, and tracks that only one of them does. */
function measured(
  source: FeatureSource,
  both: Pair[],
  only: { own?: number[]; spotify?: number[] } = {},
): Measurements {
  return {
    name: 'loudness',
    populations: new Map([
      [source, [...both.map(([own]) => own), ...(only.own ?? [])]],
      ['spotify', [...both.map(([, reference]) => reference), ...(only.spotify ?? [])]],
    ]),
    pairs: (asked) => (asked === source ? both : []),
  }
}
const level = fc.double({ min: -60, max: 0, noNaN: true })
const noise = fc.double({ min: -3, max: 3, noNaN: true })
/** What two sources that agree more or less say of the same tracks. */
const levels = fc.array(
  fc.tuple(level, noise).map(([own, off]): Pair => [own, Math.min(0, own / 2 + off)]),
  { minLength: MIN_PAIRS, maxLength: 200 },
)
const mapOf = (both: Pair[]): SourceMap => {
  const map = findMap(fitCalibration([measured('dsp', both)], PRECEDENCE), 'loudness', 'dsp')
  if (!map) throw new Error('no map was fitted')
  return map
}

describe('fitCalibration', () => {
  it('gives rising values for rising values, within the bounds of the feature, whatever it was fitted on', () => {
    fc.assert(
      fc.property(levels, fc.array(fc.double({ min: -80, max: 10, noNaN: true })), (both, values) => {
        const map = mapOf(both)
        if (map.knots.length === 0) return
        const mapped = values.sort((a, b) => a - b).map((value) => applyMap(map, value))
        mapped.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual((mapped[i - 1] ?? -80) - 1e-9)
          expect(value).toBeLessThanOrEqual(10)
        })
      }),
    )
  })

  it('undoes another scale and a bend between two sources', () => {
    const random = createRandomStream(4)
    const both = Array.from({ length: 400 }, (): Pair => {
      const loudness = -25 + 20 * random()
      return [-((-loudness) ** 0.8) - 3, loudness]
    })
    const map = mapOf(both)
    for (const [own, reference] of both) expect(Math.abs(applyMap(map, own) - reference)).toBeLessThan(0.6)
  })

  it('leaves values alone where both sources agree', () => {
    const both = Array.from({ length: 100 }, (_, i): Pair => [-20 + i / 10, -20 + i / 10])
    fc.assert(
      fc.property(fc.double({ min: -60, max: 0, noNaN: true }), (value) => {
        expect(applyMap(mapOf(both), value)).toBeCloseTo(value, 3)
      }),
    )
  })

  it('takes the populations of an own scale where too few tracks have both sources', () => {
    const own = Array.from({ length: MIN_POPULATION }, (_, i) => -20 + i / 10)
    const spotify = own.map((value) => value + 4)
    const [map] = fitCalibration([measured('dsp', [], { own, spotify })], PRECEDENCE)
    expect(map?.basis).toBe('populations')
    expect(map && applyMap(map, -15)).toBeCloseTo(-11, 3)
  })

  it("leaves values on Spotify's own scale as they are, and too few values too", () => {
    const own = Array.from({ length: MIN_POPULATION }, (_, i) => -20 + i / 10)
    const spotify = own.map((value) => value + 4)
    expect(fitCalibration([measured('file', [], { own, spotify })], PRECEDENCE)).toEqual([])
    expect(fitCalibration([measured('dsp', [], { own: own.slice(1), spotify })], PRECEDENCE)).toEqual([])
    expect(fitCalibration([measured('dsp', [], { own })], PRECEDENCE)).toEqual([])
  })

  it('draws values to the middle by what both sources do not share', () => {
    const random = createRandomStream(9)
    const both = Array.from({ length: 2000 }, (): Pair => {
      const common = random() + random() + random()
      return [-20 + 5 * (common + random() + random()), -20 + 5 * (common + random() + random())]
    })
    const map = mapOf(both)
    expect(map.agreement).toBeCloseTo(0.6, 1)
    const middle = applyMap(map, -7.5)
    const [low, high] = [-12, -3].map((value) => applyMap(map, value) - middle)
    expect(high).toBeCloseTo(0.6 * 4.5, 0)
    expect(low).toBeCloseTo(-0.6 * 4.5, 0)
  })

  it('has no values for what two sources measure differently under one name', () => {
    const random = createRandomStream(2)
    const map = mapOf(Array.from({ length: 500 }, (): Pair => [-20 * random(), -20 * random()]))
    expect(map.agreement).toBeLessThan(0.3)
    expect(map.knots).toEqual([])
  })

  it('survives being stored as JSON', () => {
    const calibration = [mapOf(Array.from({ length: 50 }, (_, i): Pair => [-i / 3, -i / 7]))]
    expect(Calibration.parse(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration)
  })
})

describe('differs', () => {
  const line = (shift: number) => [
    mapOf(Array.from({ length: 100 }, (_, i): Pair => [-20 + i / 10, -18 + i / 10 + shift])),
  ]

  it('sees a map that came, went or moved, and not the noise of another sample', () => {
    expect(differs([], line(0))).toBe(true)
    expect(differs(line(0), [])).toBe(true)
    expect(differs(line(0), line(2))).toBe(true)
    expect(differs(line(0), line(0.1))).toBe(false)
  })
})
