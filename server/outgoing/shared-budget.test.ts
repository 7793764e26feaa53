import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRollingBudget } from './rolling-budget'
import { createSharedBudget } from './shared-budget'
import { createSharedNumbers } from './testing/shared-numbers'

const HOUR = 3_600_000
const DAY = 24 * HOUR

function openHouse(perDay: number, processes: number) {
  const clock = { at: 1_700_000_000_000 }
  const now = () => clock.at
  const numbers = createSharedNumbers()
  const budgets = Array.from({ length: processes }, () =>
    createSharedBudget(createRollingBudget(perDay, now), numbers, { key: 'tracks', perDay, now }),
  )
  const spend = async (process: number) => budgets[process]?.spend() ?? { free: false, seconds: 0 }
  return { clock, numbers, spend }
}

describe('a budget of several processes', () => {
  it('is spent once, whoever spends it, and says to all when the next call is free', async () => {
    const { clock, spend } = openHouse(4, 2)
    const answers = []
    for (let i = 0; i < 6; i++) answers.push(await spend(i % 2))
    expect(answers.map(({ free }) => free)).toEqual([true, true, true, true, false, false])
    const [, , , , refused] = answers
    const seconds = refused?.free === false ? refused.seconds : 0
    expect(await spend(0)).toEqual({ free: false, seconds })
    clock.at += seconds * 1000
    expect(await spend(1)).toEqual({ free: true })
  })

  it('lets each spend its own where the numbers cannot be asked, and counts that afterwards', async () => {
    const { numbers, spend } = openHouse(5, 2)
    await spend(0)
    numbers.isAway = true
    for (let i = 0; i < 3; i++) expect(await spend(0)).toEqual({ free: true })
    expect(await spend(1)).toEqual({ free: true })
    numbers.isAway = false
    // One was counted before, three of the one process and one of the other were not.
    expect((await spend(0)).free).toBe(true)
    expect((await spend(1)).free).toBe(false)
  })

  it('never spends too much in any 24 hours, in whatever order its processes come', async () => {
    const step = fc.record({ process: fc.nat(2), gap: fc.nat(5 * HOUR), together: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(step, { minLength: 1, maxLength: 60 }),
        async (perDay, steps) => {
          const { clock, spend } = openHouse(perDay, 3)
          const taken: number[] = []
          for (const { process, gap, together } of steps) {
            clock.at += gap
            const asking = together ? [0, 1, 2] : [process]
            const answers = await Promise.all(asking.map(spend))
            for (const { free } of answers) if (free) taken.push(clock.at)
          }
          for (const from of taken) {
            const within = taken.filter((one) => one >= from && one < from + DAY)
            expect(within.length).toBeLessThanOrEqual(perDay)
          }
        },
      ),
    )
  })
})
