import { describe, expect, it } from 'vitest'
import { costOf, PRICED } from './costs'
import { appRouter } from '../router'

describe('the price of a call', () => {
  it('is named for procedures that there are', () => {
    expect(PRICED.filter((name) => !(name in appRouter._def.procedures))).toEqual([])
  })

  it('grows with what is asked for', () => {
    const lists = (n: number) => ({ lists: Array.from({ length: n }, () => ({})) })
    expect(costOf('similar.continue', lists(100))).toBe(100 * costOf('similar.continue', lists(1)))
    expect(costOf('similar.continue', lists(100))).toBeGreaterThan(100 * costOf('job.get', { id: 'x' }))
    expect(costOf('match.lines', { text: 'x'.repeat(10_000) })).toBeGreaterThan(
      costOf('match.lines', { text: 'x' }),
    )
  })

  it('of what is not listed, or of broken input, is no failure', () => {
    for (const input of [undefined, null, 'x', {}, { lists: 1 }]) {
      expect(costOf('similar.continue', input)).toBe(4)
      expect(costOf('toString', input)).toBe(0)
    }
  })
})
