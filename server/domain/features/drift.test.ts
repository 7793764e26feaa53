import { describe, expect, it } from 'vitest'
import { createDriftMeter } from './drift'
import { DIMENSIONS, VECTOR_SPEC } from './vector-spec'

const scaler = {
  spec: VECTOR_SPEC.version,
  fittedOn: 100,
  dimensions: Array.from({ length: DIMENSIONS }, () => ({ location: 1, scale: 2 })),
}
const fitted = VECTOR_SPEC.dimensions.findIndex(({ scaling }) => scaling === 'ranked')

describe('createDriftMeter', () => {
  it('reads nothing before anything came', () => {
    expect(createDriftMeter(scaler).read()).toEqual({
      changed: 0,
      removed: 0,
      share: 0,
      distance: 0,
      dimension: null,
    })
  })

  it('finds no distance in more of the same', () => {
    const meter = createDriftMeter(scaler)
    meter.add(new Float32Array(50 * DIMENSIONS).fill(1), 0)
    expect(meter.read()).toMatchObject({ changed: 50, share: 0.5, distance: 0 })
  })

  it('says which dimension moved, and by how much of its spread', () => {
    const meter = createDriftMeter(scaler)
    const rows = new Float32Array(100 * DIMENSIONS).fill(Number.NaN)
    for (let row = 0; row < 100; row++) rows[row * DIMENSIONS + fitted] = 5
    meter.add(rows, 3)
    // Half of the catalog lies (5 − 1) / 2 = 2 away, so its mean moved by 1.
    expect(meter.read()).toEqual({
      changed: 100,
      removed: 3,
      share: 1.03,
      distance: 1,
      dimension: VECTOR_SPEC.dimensions[fitted]?.name,
    })
  })
})
