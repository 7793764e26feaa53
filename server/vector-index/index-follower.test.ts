import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLogger } from '../observability/logger'
import { createIndexFollower } from './index-follower'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const log = createLogger({ level: 'silent' })
const never = () => Promise.resolve(false)

describe('createIndexFollower', () => {
  it('looks when it is woken, and by itself from time to time', async () => {
    const follow = vi.fn(() => Promise.resolve())
    const follower = createIndexFollower({ follow, isGrowing: never, log }, { pollMs: 1000, restMs: 0 })
    follower.wake()
    await vi.advanceTimersByTimeAsync(0)
    expect(follow).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(follow).toHaveBeenCalledTimes(3)
    await follower.close()
    await vi.advanceTimersByTimeAsync(5000)
    follower.wake()
    expect(follow).toHaveBeenCalledTimes(3)
  })

  it('looks once more after calls that came during a look, not once for each', async () => {
    let finish = () => {}
    const follow = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve
        }),
    )
    const follower = createIndexFollower({ follow, isGrowing: never, log }, { pollMs: 1_000_000, restMs: 0 })
    for (let i = 0; i < 5; i++) follower.wake()
    await vi.advanceTimersByTimeAsync(0)
    expect(follow).toHaveBeenCalledTimes(1)
    for (let i = 0; i < 5; i++) follower.wake()
    finish()
    await vi.advanceTimersByTimeAsync(0)
    expect(follow).toHaveBeenCalledTimes(2)
    finish()
    await follower.close()
    expect(follow).toHaveBeenCalledTimes(2)
  })

  it('goes on after a look that failed', async () => {
    const follow = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('no database'))
    const follower = createIndexFollower({ follow, isGrowing: never, log }, { pollMs: 1000, restMs: 0 })
    await vi.advanceTimersByTimeAsync(2000)
    expect(follow).toHaveBeenCalledTimes(2)
    await follower.close()
  })

  it('rests before each look while a job fills the catalog', async () => {
    const state = { growing: true }
    const follow = vi.fn(() => Promise.resolve())
    const isGrowing = () => Promise.resolve(state.growing)
    const follower = createIndexFollower({ follow, isGrowing, log }, { pollMs: 1_000_000, restMs: 500 })
    follower.wake()
    await vi.advanceTimersByTimeAsync(400)
    follower.wake()
    expect(follow).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(100)
    expect(follow).toHaveBeenCalledTimes(1)
    state.growing = false
    follower.wake()
    await vi.advanceTimersByTimeAsync(0)
    expect(follow).toHaveBeenCalledTimes(2)
    await follower.close()
  })

  it('looks all the same where it cannot find out whether the catalog grows', async () => {
    const follow = vi.fn(() => Promise.resolve())
    const isGrowing = () => Promise.reject(new Error('no database'))
    const follower = createIndexFollower({ follow, isGrowing, log }, { pollMs: 1_000_000, restMs: 500 })
    follower.wake()
    await vi.advanceTimersByTimeAsync(0)
    expect(follow).toHaveBeenCalledTimes(1)
    await follower.close()
  })

  it('is closed at once while it rests', async () => {
    const follow = vi.fn(() => Promise.resolve())
    const isGrowing = () => Promise.resolve(true)
    const follower = createIndexFollower({ follow, isGrowing, log }, { pollMs: 1_000_000, restMs: 600_000 })
    follower.wake()
    await vi.advanceTimersByTimeAsync(1000)
    await follower.close()
    expect(follow).not.toHaveBeenCalled()
  })
})
