import { describe, expect, it } from 'vitest'
import { createSharedPace } from './shared-pace'

function openHouse(perSecond: number, processes: number) {
  const clock = { at: 1_700_000_000_250 }
  const numbers = new Map<string, number>()
  const state = { isAway: false }
  const counts = {
    add: (key: string, by: number) => {
      if (state.isAway) return Promise.reject(new Error('away'))
      numbers.set(key, (numbers.get(key) ?? 0) + by)
      return Promise.resolve([numbers.get(key) ?? 0])
    },
  }
  const options = { key: 'all', perSecond, now: () => clock.at }
  const paces = Array.from({ length: processes }, () => createSharedPace(counts, options))
  const take = async (process: number) => (await paces[process]?.take()) ?? -1
  return { clock, state, take }
}

describe('a pace of several processes', () => {
  it('gives so many turns a second together, and the next ones in the seconds after', async () => {
    const { take } = openHouse(2, 2)
    const waits = []
    for (let i = 0; i < 6; i++) waits.push(await take(i % 2))
    expect(waits).toEqual([0, 0, 750, 750, 1750, 1750])
  })

  it('gives one turn in longer windows where it is less than one a second', async () => {
    const { clock, take } = openHouse(0.25, 2)
    clock.at = 1_700_000_001_000
    expect([await take(0), await take(1), await take(0)]).toEqual([0, 3000, 7000])
  })

  it('has nobody wait where the numbers cannot be asked', async () => {
    const { state, take } = openHouse(1, 1)
    expect(await take(0)).toBe(0)
    state.isAway = true
    expect(await take(0)).toBe(0)
    state.isAway = false
    expect(await take(0)).toBe(750)
  })
})
