import { describe, expect, it } from 'vitest'
import { GROUPS } from '~server/domain/features/vector-spec'
import { toRibbon, type Strand } from './to-ribbon'
import type { Parts } from './stack'

const even = (value: number): Parts => ({
  mood: value,
  loudness: value,
  rhythm: value,
  timbre: value,
  voice: value,
  structure: value,
  form: value,
  harmony: value,
  era: value,
})
const rows = [even(0.1), { ...even(0.08), form: -0.2, era: 0.3 }, even(0.05)]

/** x of the left and right edge where a strand begins and where it ends. */
function edges({ path }: Strand) {
  const numbers = [...path.matchAll(/-?\d+\.\d\d/g)].map(([text]) => Number(text))
  const half = numbers.length / 2
  return { top: [numbers[0], numbers.at(-1)], bottom: [numbers[half - 2], numbers[half]] }
}

describe('toRibbon', () => {
  const { lead, stretches, tail } = toRibbon(rows)
  const all = [lead, ...stretches, tail]

  it('has a strand for each group on every stretch, those of groups that take away included', () => {
    expect(stretches).toHaveLength(rows.length)
    for (const stretch of all) expect(stretch.map(({ group }) => group)).toEqual(GROUPS)
  })

  it('goes over from each stretch to the next without a step', () => {
    for (const [i, stretch] of all.entries()) {
      const next = all[i + 1]
      if (!next) continue
      expect(stretch.map((strand) => edges(strand).bottom)).toEqual(next.map((strand) => edges(strand).top))
    }
  })

  it('draws a larger part wider', () => {
    const [left = 0, right = 0] = edges(stretches[2]?.[0] ?? { group: 'mood', path: '' }).bottom
    const [wideLeft = 0, wideRight = 0] = edges(stretches[0]?.[0] ?? { group: 'mood', path: '' }).top
    expect(wideRight - wideLeft).toBeGreaterThan(right - left)
  })

  it('stays in its box for the highest score there is', () => {
    const { stretches: full } = toRibbon(Array.from({ length: 12 }, () => even(1 / GROUPS.length)))
    const xs = full.flat().flatMap((strand) => [...edges(strand).top, ...edges(strand).bottom])
    expect(Math.min(...xs.map((x) => x ?? NaN))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...xs.map((x) => x ?? NaN))).toBeLessThanOrEqual(100)
  })

  it('is empty without rows', () => {
    expect(toRibbon([])).toEqual({ lead: [], stretches: [], tail: [] })
  })
})
