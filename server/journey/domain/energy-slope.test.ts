import { describe, expect, it } from 'vitest'
import { createRandomStream } from '../../domain/seeded-random'
import { shiftEnergy, toEnergySlope } from './energy-slope'

const random = createRandomStream(3)
const noise = () => 0.1 * (random() - 0.5)

describe('toEnergySlope', () => {
  it('finds what moves with energy, and by how much', () => {
    const points = Array.from({ length: 500 }, () => {
      const energy = random()
      return { energy, vector: Float32Array.of(2 * energy + noise(), noise(), 0.3 - energy + noise()) }
    })
    const slope = toEnergySlope(points) ?? new Float32Array(3)
    expect([...slope].map((value) => Math.round(10 * value) / 10 + 0)).toEqual([2, 0, -1])
    const moved = shiftEnergy(Float32Array.of(1, 1, 1), slope, 0.5)
    expect([...moved].map((value) => Math.round(10 * value) / 10)).toEqual([2, 1, 0.5])
  })

  it('says nothing where too few tracks, or all alike, leave it open', () => {
    const point = { energy: 0.5, vector: Float32Array.of(1, 0) }
    expect(toEnergySlope([])).toBeNull()
    expect(toEnergySlope([point, { ...point, energy: 0.9 }])).toBeNull()
    expect(toEnergySlope(Array.from({ length: 50 }, () => point))).toBeNull()
  })
})
