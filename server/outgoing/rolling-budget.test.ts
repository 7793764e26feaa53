import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRollingBudget } from './rolling-budget'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('a budget of 24 hours', () => {
  it('refuses the call too many and says when the next is free', () => {
    let at = 5 * HOUR
    const budget = createRollingBudget(2, () => at)
    expect([budget.spend(), budget.spend()]).toEqual([{ free: true }, { free: true }])
    expect(budget.spend()).toEqual({ free: false, seconds: 24.5 * 3600 })
    at += 24.5 * HOUR
    expect(budget.spent()).toBe(0)
    expect(budget.spend()).toEqual({ free: true })
  })

  it('has no end where it is 0', () => {
    const budget = createRollingBudget(0, () => 0)
    for (let i = 0; i < 1000; i++) expect(budget.spend().free).toBe(true)
    expect(budget.spent()).toBe(1000)
  })

  it('never lets more through in any 24 hours, and keeps its word about the next', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 5 * HOUR }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), steps, (perDay, gaps) => {
        let at = 1_700_000_000_000
        const budget = createRollingBudget(perDay, () => at)
        const taken: number[] = []
        for (const gap of gaps) {
          at += gap
          const answer = budget.spend()
          if (answer.free) taken.push(at)
          else {
            at += answer.seconds * 1000
            expect(budget.spend().free).toBe(true)
            taken.push(at)
          }
        }
        for (const from of taken) {
          expect(taken.filter((one) => one >= from && one < from + DAY).length).toBeLessThanOrEqual(perDay)
        }
      }),
    )
  })
})
