import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitScaler, Scaler } from './scaler'
import { someInputs } from './testing/inputs'
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
    expect(fitScaler(rows(5, () => 2)).dimensions[loudness]).toEqual({ location: 2, scale: 1 })
    expect(fitScaler(rows(5, () => Number.NaN)).dimensions[loudness]).toEqual({ location: 0, scale: 1 })
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
