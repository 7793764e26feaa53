import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPace } from './pace'

/** A clock that moves when somebody waits. */
let time = 0
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, _value: unknown, options: { signal?: AbortSignal }) => {
    if (options.signal?.aborted) return Promise.reject(new Error('aborted'))
    time += ms
    return Promise.resolve()
  },
}))
beforeEach(() => {
  time = 0
})
afterEach(() => vi.clearAllMocks())

const pace = (maxWaitMs: number) => createPace({ perSecond: 4, maxWaitMs, now: () => time })

describe('a pace', () => {
  it('spaces calls evenly and loses no time that has passed anyway', async () => {
    const { wait } = pace(1000)
    const at: number[] = []
    for (let i = 0; i < 3; i++) {
      await wait()
      at.push(time)
    }
    time += 10_000
    await wait()
    expect([...at, time]).toEqual([0, 250, 500, 10_500])
  })

  it('refuses who would wait too long, who then holds up nobody', async () => {
    const { wait } = pace(249)
    await wait()
    await expect(wait()).rejects.toThrow('too many tracks wait for it')
    time += 1
    await wait()
    expect(time).toBe(250)
  })

  it('waits for the turn that processes give each other, where that is later', async () => {
    const shared = { take: () => Promise.resolve(600) }
    const { wait } = createPace({ perSecond: 4, maxWaitMs: 1000, shared, now: () => time })
    await wait()
    expect(time).toBe(600)
    const late = { take: () => Promise.resolve(1001) }
    const strict = createPace({ perSecond: 4, maxWaitMs: 1000, shared: late, now: () => time })
    await expect(strict.wait()).rejects.toThrow('too many tracks wait for it')
  })

  it('ends with the signal', async () => {
    const reason = new Error('stopped')
    await expect(pace(1000).wait(AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
