import { describe, expect, it } from 'vitest'
import { toMeasured } from './catalog'
import { simulateFeedback, type LabelledSongs } from './simulate-feedback'
import { createStyledCatalog } from './testing/catalog'

const options = { seed: 1, queries: 60, batches: 3, batchSize: 10, pool: 300 }

function songsOf(deaf: boolean): LabelledSongs {
  const { catalog, scaler } = createStyledCatalog({ deaf })
  const { members, sample, genres } = toMeasured(catalog, scaler)
  return { members, sample, labels: genres }
}

describe('simulateFeedback', () => {
  const report = simulateFeedback(songsOf(false), options)

  it('shows the same first batch with and without taste: nothing was clicked yet', () => {
    expect(report.with[0]).toEqual(report.without[0])
    expect(report.queries).toBe(60)
  })

  it('sees that clicks help where what is liked can be heard', () => {
    expect(report.gain.low).toBeGreaterThan(0)
    expect(report.with[2]?.value).toBeGreaterThan(report.without[2]?.value ?? 1)
    expect(report.lift).toBeCloseTo(report.gain.value / (report.without[2]?.value ?? 0), 9)
  })

  it('sees next to nothing where what is liked cannot be heard', () => {
    expect(Math.abs(simulateFeedback(songsOf(true), options).gain.value)).toBeLessThan(0.06)
  })

  it('gives the same figures for the same seed', () => {
    expect(simulateFeedback(songsOf(false), options)).toEqual(report)
  })
})
