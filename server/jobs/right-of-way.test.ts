import fc from 'fast-check'
import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest'
import { createRightOfWay, type RequestBoard } from './right-of-way'

const MAX_MS = 50

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A step of a job, and whether it has begun. */
function startStep(way: ReturnType<typeof createRightOfWay>) {
  const step = { begun: false, done: Promise.resolve() }
  step.done = way.asJob(async () => {
    await way.giveWay()
    step.begun = true
  })
  return step
}

/** Real time for the looks of who waits; the clock that ages are read from stands still. */
const look = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('right of way', () => {
  it('lets a step of a job begin where nobody waits', async () => {
    const step = startStep(createRightOfWay({ maxMs: MAX_MS }))
    await step.done
    expect(step.begun).toBe(true)
  })

  it('lets steps begin at once where nobody is about, and between the turns of others where somebody is', async () => {
    const way = createRightOfWay({ maxMs: MAX_MS })
    const steps = () => way.asJob(() => Promise.all(Array.from({ length: 5 }, () => way.giveWay())))
    const turns = async (work: () => Promise<unknown>) => {
      let count = 0
      const done = work()
      const state = { over: false }
      void done.then(() => (state.over = true))
      for (; !state.over; count++) await new Promise(setImmediate)
      return count
    }
    expect(await turns(steps)).toBeLessThanOrEqual(1)
    way.begin()()
    expect(await turns(steps)).toBeGreaterThanOrEqual(5)
    vi.setSystemTime(Date.now() + 1000)
    expect(await turns(steps)).toBeLessThanOrEqual(1)
  })

  it('holds a step back until the last request under way is over', async () => {
    const way = createRightOfWay({ maxMs: MAX_MS })
    const ends = [way.begin(), way.begin()]
    const step = startStep(way)
    ends[0]?.()
    await look()
    expect(step.begun).toBe(false)
    ends[1]?.()
    await step.done
    expect(step.begun).toBe(true)
  })

  it('does not hold back what is no job: a request would wait for itself', async () => {
    const way = createRightOfWay({ maxMs: MAX_MS })
    way.begin()
    await expect(way.giveWay()).resolves.toBeUndefined()
  })

  it('reaches whatever a job calls, however deep', async () => {
    const way = createRightOfWay({ maxMs: MAX_MS })
    const end = way.begin()
    const order: string[] = []
    const deep = async () => {
      await Promise.resolve()
      await way.giveWay()
      order.push('job')
    }
    const done = way.asJob(() => Promise.all([deep(), Promise.resolve()]))
    await look()
    order.push('request')
    end()
    await done
    expect(order).toEqual(['request', 'job'])
  })

  it('goes on after its time though requests keep coming', async () => {
    const way = createRightOfWay({ maxMs: MAX_MS })
    way.begin()
    const step = startStep(way)
    vi.advanceTimersByTime(MAX_MS - 1)
    way.begin()
    await look()
    expect(step.begun).toBe(false)
    vi.advanceTimersByTime(1)
    await step.done
    expect(step.begun).toBe(true)
  })

  it('does not wait for a request that lasts', async () => {
    const way = createRightOfWay({ maxMs: MAX_MS })
    way.begin()
    vi.advanceTimersByTime(MAX_MS)
    const step = startStep(way)
    await step.done
    expect(step.begun).toBe(true)
  })

  it('gives no way where the setting says so', async () => {
    const way = createRightOfWay({ maxMs: 0 })
    way.begin()
    const step = startStep(way)
    await step.done
    expect(step.begun).toBe(true)
  })

  it('waits for the requests of other processes, but not for a time to come', async () => {
    const other = { beganAt: Date.now() }
    const board: RequestBoard = { write: () => undefined, read: () => other.beganAt }
    const way = createRightOfWay({ maxMs: MAX_MS, board })
    const step = startStep(way)
    await look()
    expect(step.begun).toBe(false)
    // Its clock was set, or it wrote half a number.
    other.beganAt = Date.now() + 60_000
    await step.done
    expect(step.begun).toBe(true)
  })

  it('tells the others the newest request that is under way, and none where there is none', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ wait: fc.nat(5), end: fc.nat(8) }), { maxLength: 30 }), (moves) => {
        let told = 0
        const way = createRightOfWay({
          maxMs: MAX_MS,
          board: { write: (at) => (told = at), read: () => 0 },
        })
        const open: { at: number; end: () => void }[] = []
        for (const { wait, end } of moves) {
          vi.advanceTimersByTime(wait)
          const over = open[end]
          if (over) {
            over.end()
            over.end()
            open.splice(end, 1)
          } else open.push({ at: Date.now(), end: way.begin() })
          expect(told).toBe(Math.max(0, ...open.map(({ at }) => at)))
        }
      }),
    )
  })
})
