import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateCatalog } from './evaluate'
import { judgeVersion } from './gate'
import type { QualityReport } from './report'
import { createStyledCatalog } from './testing/catalog'

const { catalog, scaler } = createStyledCatalog()
const limits = { playlists: 20, queries: 100, seconds: 60 }
const report = evaluateCatalog(catalog, scaler, { seed: 1, limits, now: () => 0 })
const current = { version: 3, annRecall: 0.99, report }

/** The report with every figure of our modes multiplied. */
function scaled(factor: number): QualityReport {
  return JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    typeof value === 'number' && ['value', 'low', 'high'].includes(key) ? value * factor : value,
  ) as QualityReport
}
const judge = (next: Partial<typeof current>) => judgeVersion(current, { ...current, version: 4, ...next })

describe('judgeVersion', () => {
  it('lets the first version through, and one that is as good or better', () => {
    expect(judgeVersion(null, current)).toEqual({ accepted: true, reason: null })
    fc.assert(
      fc.property(fc.double({ min: 1, max: 3, noNaN: true }), (factor) => {
        expect(judge({ report: scaled(factor) }).accepted).toBe(true)
      }),
    )
  })

  it('bears a loss within the tolerance and refuses a larger one with a sentence', () => {
    expect(judge({ report: scaled(0.95) }).accepted).toBe(true)
    const refused = judge({ report: scaled(0.4) })
    expect(refused.accepted).toBe(false)
    expect(refused.reason).toBe('Version 4 loses 60 % of the recall of continue, more than the 10 % allowed.')
  })

  it('refuses a search that misses neighbours', () => {
    expect(judge({ annRecall: 0.975 }).accepted).toBe(true)
    expect(judge({ annRecall: 0.9 })).toEqual({
      accepted: false,
      reason: 'Version 4 finds 90.0 % of the true neighbours; at least 97.0 % are asked for.',
    })
  })

  it('refuses hubs', () => {
    const hubs = structuredClone(report)
    for (const row of hubs.similar?.rows ?? []) row.hubSkew = 7
    const refused = judge({ report: hubs })
    expect(refused.accepted).toBe(false)
    expect(refused.reason).toMatch(
      /^Version 4 recommends a few tracks to everybody: its hub skew is 7\.00 instead/,
    )
  })

  it('does not compare what was measured differently', () => {
    const verdict = judge({ report: { ...scaled(0.1), seed: 9 } })
    expect(verdict).toMatchObject({ accepted: true })
    expect(verdict.reason).toContain('cannot be compared')
  })

  it('takes into account that chance finds less in a larger catalog', () => {
    const grown = { ...scaled(0.5), songs: report.songs * 2 }
    expect(judge({ report: { ...grown, similar: null } }).accepted).toBe(true)
  })
})
