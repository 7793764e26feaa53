import { describe, expect, test } from 'vitest'
import { evaluateCatalog } from '~server/quality/domain/evaluate'
import type { StoredQuality } from '~server/quality/domain/report'
import { createStyledCatalog } from '~server/quality/domain/testing/catalog'
import { formatQuality, formatQualityLine } from './quality'

const { catalog, scaler } = createStyledCatalog()
const limits = { playlists: 10, queries: 50, seconds: 60 }
const report = evaluateCatalog(catalog, scaler, { seed: 1, limits, now: () => 0 })
const stored: StoredQuality = {
  version: 4,
  measuredAt: '2026-03-04T05:06:07.000Z',
  annRecall: null,
  determinism: 1,
  report,
}

describe('the table of an evaluation', () => {
  const lines = formatQuality(stored).split('\n')

  test('shows every ranking with its interval and the lift, the baselines beside ours', () => {
    expect(lines[0]).toBe('Quality of index version 4')
    const random = lines.find((line) => line.startsWith('Random') && line.includes('× 1.0'))
    expect(random).toMatch(/^Random +\d+\.\d % \[\d+\.\d–\d+\.\d\]/)
    for (const name of ['Similar ', 'Continue ', 'Same artists ', 'Discover ', 'Popular songs ']) {
      expect(lines.some((line) => line.startsWith(name))).toBe(true)
    }
  })

  test('says what could not be measured', () => {
    const bare = { ...report, similar: null, continue: null, discover: null }
    const text = formatQuality({ ...stored, report: bare, determinism: null })
    expect(text).toContain('Continue a playlist: not measured; it needs 5 playlists with at least 20 tracks')
    expect(text).toContain('Similar: there are too few songs to measure.')
    expect(formatQualityLine({ ...stored, report: bare })).toContain('too few playlists')
  })

  test('is a line in the status of the index', () => {
    expect(formatQualityLine(stored)).toMatch(
      /^Quality of version 4: finds \d+\.\d % of hidden playlist tracks/,
    )
  })
})
