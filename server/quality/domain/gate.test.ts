import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ComparedFigure, Comparison } from './compare-scalers'
import { judgeVersion } from './gate'

const figure = (changes: Partial<ComparedFigure> = {}): ComparedFigure => ({
  what: 'continue',
  mean: { current: 0.2, next: 0.15 },
  change: { value: -0.05, low: -0.07, high: -0.03, n: 50 },
  ...changes,
})
const compared = (...figures: ComparedFigure[]): Comparison => ({
  figures,
  hubSkew: { current: 1.5, next: 1.6 },
})

describe('judgeVersion', () => {
  it('refuses a loss that is large and certain, with a sentence', () => {
    expect(judgeVersion(compared(figure()))).toBe(
      'It loses 25.0 % of the hidden playlist tracks that Continue finds (15.0 % instead of 20.0 %, 50 playlists).',
    )
    expect(judgeVersion(compared(figure({ what: 'genre' })))).toContain(
      'nearest tracks that share a genre (15.0 % instead of 20.0 %, 50 tracks)',
    )
  })

  it.each<[string, Partial<ComparedFigure>]>([
    ['small', { change: { value: -0.009, low: -0.01, high: -0.008, n: 50 } }],
    ['uncertain', { change: { value: -0.05, low: -0.11, high: 0.001, n: 50 } }],
    ['seen on too few playlists', { change: { value: -0.05, low: -0.07, high: -0.03, n: 19 } }],
    ['of nothing', { mean: { current: 0, next: 0 } }],
  ])('lets a loss pass that is %s', (_what, changes) => {
    expect(judgeVersion(compared(figure(changes)))).toBeNull()
  })

  it('never refuses a version whose figures are as good or better', () => {
    const gain = fc.double({ min: 0, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(gain, gain, fc.integer({ min: 0, max: 500 }), (current, value, n) => {
        const change = { value, low: -0.1, high: 0.6, n }
        expect(
          judgeVersion(compared(figure({ mean: { current, next: current + value }, change }))),
        ).toBeNull()
      }),
    )
  })

  it('looks at every figure', () => {
    const good = figure({ change: { value: 0.1, low: 0.05, high: 0.2, n: 50 } })
    expect(judgeVersion(compared(good, good, figure({ what: 'playlist' })))).toContain('share a playlist')
  })

  it('refuses hubs', () => {
    expect(judgeVersion({ figures: [], hubSkew: { current: 1.9, next: 7 } })).toBe(
      'It recommends a few tracks to everybody: its hub skew is 7.00 instead of 1.90.',
    )
    expect(judgeVersion({ figures: [], hubSkew: { current: 6.8, next: 7 } })).toBeNull()
    expect(judgeVersion({ figures: [], hubSkew: { current: 0.5, next: 1.9 } })).toBeNull()
  })
})
