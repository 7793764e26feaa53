import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitScaler, Scaler, scaleValue } from './scaler'
import { someInputs } from '../testing/inputs'
import { shapeVector, toUnitVector } from './vector'
import { DIMENSIONS, VECTOR_SPEC } from './vector-spec'

const rows = (n: number, at: (row: number, dimension: number) => number) =>
  Float32Array.from({ length: n * DIMENSIONS }, (_, i) => at(Math.floor(i / DIMENSIONS), i % DIMENSIONS))
const loudness = VECTOR_SPEC.dimensions.findIndex((d) => d.name === 'loudness')

describe('fitScaler', () => {
  it('finds mean and spread of a dimension', () => {
    const { location, scale } =
      fitScaler(rows(1000, (row) => (row % 2 === 0 ? 4 : 6))).dimensions[loudness] ?? {}
    expect(location).toBeCloseTo(5, 5)
    expect(scale).toBeCloseTo(1, 5)
  })

  it('is not moved by one broken value', () => {
    const clean = fitScaler(rows(1000, (row) => row % 10)).dimensions[loudness]
    const broken = fitScaler(rows(1000, (row) => (row === 500 ? 1e9 : row % 10))).dimensions[loudness]
    expect(broken?.location).toBeCloseTo(clean?.location ?? Number.NaN, 1)
    expect(broken?.scale).toBeCloseTo(clean?.scale ?? Number.NaN, 1)
  })

  it('takes only the values that are there', () => {
    const { location } = fitScaler(rows(10, (row) => (row < 5 ? Number.NaN : 3))).dimensions[loudness] ?? {}
    expect(location).toBe(3)
  })

  it('gives a dimension without spread, or without values, scale 1', () => {
    expect(fitScaler(rows(5, () => 2)).dimensions[loudness]).toMatchObject({ location: 2, scale: 1 })
    expect(fitScaler(rows(5, () => Number.NaN)).dimensions[loudness]).toMatchObject({ location: 0, scale: 1 })
    expect(fitScaler(new Float32Array()).fittedOn).toBe(0)
  })

  it('survives being stored as JSON', () => {
    const scaler = fitScaler(rows(50, (row, dimension) => row * dimension))
    expect(Scaler.parse(JSON.parse(JSON.stringify(scaler)))).toEqual(scaler)
  })
})

describe('toUnitVector', () => {
  it('has length 1, and zeros where values are missing', () => {
    const scaler = fitScaler(rows(100, (row, dimension) => Math.sin(row * (dimension + 1))))
    fc.assert(
      fc.property(someInputs, fc.integer({ min: 0, max: DIMENSIONS - 1 }), (input, missing) => {
        const shaped = shapeVector(input)
        shaped[missing] = Number.NaN
        const vector = toUnitVector(shaped, scaler)
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
        expect(vector[missing]).toBe(0)
      }),
    )
  })

  it('stays zero for a track without any value', () => {
    const scaler = fitScaler(rows(3, () => 1))
    const vector = toUnitVector(new Float32Array(DIMENSIONS).fill(Number.NaN), scaler)
    expect([...vector]).toEqual(Array.from({ length: DIMENSIONS }, () => 0))
  })
})

describe('a dimension that the catalog did not have', () => {
  it('adds nothing, whatever value comes first', () => {
    const scaler = fitScaler(rows(5, () => Number.NaN))
    const first = shapeVector({ values: { centroid: 2100 }, releaseYear: null, durationMs: null })
    expect(Math.max(...toUnitVector(first, scaler).map(Math.abs))).toBe(0)
  })
})

describe('a ranked dimension', () => {
  const year = VECTOR_SPEC.dimensions.findIndex(({ name }) => name === 'release_year')
  const years = [1960, 1990, 2010, 2015, 2015, 2016, 2017, 2018, 2019, 2020]
  const rows = new Float32Array(years.length * DIMENSIONS).fill(Number.NaN)
  years.forEach((value, i) => {
    rows[i * DIMENSIONS + year] = value
  })
  const fitted = fitScaler(rows).dimensions[year] ?? { location: 0, scale: 1 }
  const score = (value: number) => scaleValue(value, fitted)

  it('rises with the value and is symmetric about the median', () => {
    const scores = [1960, 1975, 1990, 2010, 2015, 2018, 2020].map(score)
    expect(scores).toEqual([...scores].sort((a, b) => a - b))
    expect(score(1960)).toBeCloseTo(-score(2020), 6)
    expect(score(2015)).toBeCloseTo(-0.2533, 2)
  })

  it('spreads where the catalog is dense, and holds at its ends', () => {
    expect(score(2020) - score(2015)).toBeGreaterThan(score(1990) - score(1985))
    expect(score(1900)).toBe(score(1960))
    expect(score(2030)).toBe(score(2020))
  })
})
