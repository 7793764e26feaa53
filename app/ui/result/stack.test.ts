import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GROUPS } from '~server/domain/features/vector-spec'
import { toStack, type Parts } from './stack'

const parts = (values: number[]): Parts => {
  const [mood = 0, loudness = 0, rhythm = 0, voice = 0, form = 0, harmony = 0, era = 0, ...more] = values
  const [timbre = 0, structure = 0] = more
  return { mood, loudness, rhythm, timbre, voice, structure, form, harmony, era }
}
/** Parts of a cosine: shares of either sign whose sizes add up to at most 1. */
const cosineParts = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: GROUPS.length, maxLength: GROUPS.length })
  .map((values) => {
    const size = values.reduce((sum, value) => sum + Math.abs(value), 0)
    return parts(size > 1 ? values.map((value) => value / size) : values)
  })

describe('toStack', () => {
  it('lays what adds from 0 upwards, in the order of the groups', () => {
    const { adds, takes, zero, end } = toStack(parts([0.5, 0.2, 0, 0, 0, 0, 0.1]))
    expect(adds).toEqual([
      { group: 'mood', start: 0, width: 50 },
      { group: 'loudness', start: 50, width: 20 },
      { group: 'era', start: 70, width: 10 },
    ])
    expect(takes).toEqual([])
    expect(zero).toBe(0)
    expect(end).toBeCloseTo(80)
  })

  it('starts below 0 where the score does', () => {
    const { zero, end } = toStack(parts([0.2, -0.7, 0, 0, 0, 0, 0]))
    expect(zero).toBeCloseTo(100 / 3)
    expect(end).toBe(0)
  })

  it('keeps every piece inside the bar, with widths in the proportions of the parts', () => {
    fc.assert(
      fc.property(cosineParts, (cosine) => {
        const { adds, takes } = toStack(cosine)
        const pieces = [...adds, ...takes]
        const [largest] = pieces.toSorted((x, y) => y.width - x.width)
        for (const { start, width } of pieces) {
          expect(start).toBeGreaterThan(-1e-6)
          expect(start + width).toBeLessThan(100 + 1e-6)
        }
        for (const { group, width } of largest ? pieces : []) {
          const share = cosine[group] / cosine[largest?.group ?? group]
          expect(width).toBeCloseTo(Math.abs(share) * (largest?.width ?? 0), 6)
        }
      }),
    )
  })

  it('ends at the score: the pieces that add, less those that take', () => {
    fc.assert(
      fc.property(cosineParts, (cosine) => {
        const { adds, takes, zero, end } = toStack(cosine)
        const width = (pieces: { width: number }[]) => pieces.reduce((sum, piece) => sum + piece.width, 0)
        expect(zero + width(adds) - width(takes)).toBeCloseTo(end, 6)
        expect(adds.length + takes.length).toBe(GROUPS.filter((group) => cosine[group] !== 0).length)
      }),
    )
  })
})
