import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTimeOfDay, runDaily } from './daily'

describe('nextTimeOfDay', () => {
  it.each([
    ['before it', new Date(2024, 4, 7, 1, 0), new Date(2024, 4, 7, 3, 30)],
    ['at it', new Date(2024, 4, 7, 3, 30), new Date(2024, 4, 8, 3, 30)],
    ['after it', new Date(2024, 4, 31, 12, 0), new Date(2024, 5, 1, 3, 30)],
  ])('is the next 03:30, asked %s', (_, from, next) => {
    expect(nextTimeOfDay('03:30', from)).toEqual(next)
  })
})

describe('runDaily', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date(2024, 4, 7, 1, 0) })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('runs once a day until it is closed', () => {
    const planned: Date[] = []
    const daily = runDaily('03:30', (at) => planned.push(at))
    vi.advanceTimersByTime(50 * 60 * 60 * 1000)
    expect(planned).toEqual([new Date(2024, 4, 7, 3, 30), new Date(2024, 4, 8, 3, 30)])
    daily.close()
    vi.advanceTimersByTime(50 * 60 * 60 * 1000)
    expect(planned).toHaveLength(2)
  })

  it('never runs where it is off', () => {
    const work = vi.fn()
    runDaily('off', work)
    vi.advanceTimersByTime(50 * 60 * 60 * 1000)
    expect(work).not.toHaveBeenCalled()
  })
})
