import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createClock, type Clock } from './testing/clock'
import { createThrottle } from './throttle'

const held = vi.hoisted(() => ({ clock: null as Clock | null }))
vi.mock('node:timers/promises', () => ({
  setTimeout: (...args: Parameters<Clock['sleep']>) => held.clock?.sleep(...args),
}))

let clock: Clock
beforeEach(() => {
  clock = createClock()
  held.clock = clock
})
const make = (options: { perSecond: number; concurrency: number }) =>
  createThrottle({ ...options, now: () => clock.now() })

describe('the throttle', () => {
  it('lets a burst of one second through at once, then one by one', async () => {
    const throttle = make({ perSecond: 5, concurrency: 100 })
    const startedAt: number[] = []
    for (let i = 0; i < 8; i++) void throttle.run(async () => startedAt.push(clock.now()))
    await clock.advance(2000)
    expect(startedAt).toEqual([0, 0, 0, 0, 0, 200, 400, 600])
  })

  it('gives back what was given no use for, up to one second’s worth', async () => {
    const throttle = make({ perSecond: 2, concurrency: 100 })
    const startedAt: number[] = []
    const start = () => void throttle.run(async () => startedAt.push(clock.now()))
    for (let i = 0; i < 2; i++) start()
    await clock.advance(60_000)
    for (let i = 0; i < 3; i++) start()
    await clock.advance(1000)
    expect(startedAt).toEqual([0, 0, 60_000, 60_000, 60_500])
  })

  it('runs no more than `concurrency` at once, in the order asked', async () => {
    const throttle = make({ perSecond: 1000, concurrency: 2 })
    const order: number[] = []
    let under = 0
    let most = 0
    const task = (i: number) => async () => {
      order.push(i)
      most = Math.max(most, ++under)
      await clock.sleep(100)
      under--
    }
    const all = Promise.all(Array.from({ length: 7 }, (_, i) => throttle.run(task(i))))
    await clock.advance(1000)
    await all
    expect(most).toBe(2)
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('frees the slot of a task that throws, and passes the error on', async () => {
    const throttle = make({ perSecond: 100, concurrency: 1 })
    await expect(throttle.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    await expect(throttle.run(async () => 'next')).resolves.toBe('next')
  })

  it('ends the wait for a turn when the signal aborts, and the task never runs', async () => {
    const throttle = make({ perSecond: 1, concurrency: 5 })
    const controller = new AbortController()
    const task = vi.fn(async () => 'ran')
    await throttle.run(async () => 'the burst')
    const waiting = throttle.run(task, controller.signal)
    const ended = expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
    await clock.advance(10)
    controller.abort(new Error('gone'))
    await ended
    await clock.advance(5000)
    expect(task).not.toHaveBeenCalled()
  })

  it('ends the wait for a slot when the signal aborts, though the slot stays taken', async () => {
    const throttle = make({ perSecond: 100, concurrency: 1 })
    const controller = new AbortController()
    let free = () => {}
    const first = throttle.run(() => new Promise<void>((resolve) => (free = resolve)))
    const task = vi.fn(async () => 'ran')
    const waiting = throttle.run(task, controller.signal)
    const ended = expect(waiting).rejects.toThrow('gone')
    await clock.advance(10)
    controller.abort(new Error('gone'))
    await ended
    free()
    await first
    await expect(throttle.run(async () => 'next')).resolves.toBe('next')
    expect(task).not.toHaveBeenCalled()
  })

  it('refuses a task when too many wait already, and takes tasks again later', async () => {
    const throttle = createThrottle({ perSecond: 1000, concurrency: 1, maxWaiting: 1 })
    let finish = () => undefined as unknown
    const first = throttle.run(() => new Promise((resolve) => (finish = () => resolve(null))))
    const second = throttle.run(async () => 'second')
    await expect(throttle.run(async () => 'third')).rejects.toMatchObject({ code: 'BUSY' })
    finish()
    await first
    await expect(second).resolves.toBe('second')
    await expect(throttle.run(async () => 'fourth')).resolves.toBe('fourth')
  })

  it('never starts more in a second than the burst and the rate allow', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 800 }), { minLength: 1, maxLength: 40 }),
        async (perSecond, gaps) => {
          clock = createClock()
          held.clock = clock
          const throttle = make({ perSecond, concurrency: 1000 })
          const starts: number[] = []
          for (const gap of gaps) {
            void throttle.run(async () => starts.push(clock.now()))
            await clock.advance(gap)
          }
          await clock.advance(60_000)
          expect(starts).toHaveLength(gaps.length)
          for (const from of starts) {
            const within = starts.filter((at) => at >= from && at < from + 1000).length
            expect(within).toBeLessThanOrEqual(2 * perSecond + 1)
          }
        },
      ),
      { numRuns: 25 },
    )
  })
})
