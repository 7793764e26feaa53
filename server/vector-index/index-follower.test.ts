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

describe('createIndexFollower', () => {
  it('looks when it is woken, and by itself from time to time', async () => {
    const follow = vi.fn(() => Promise.resolve())
    const follower = createIndexFollower({ follow, log }, { pollMs: 1000 })
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
    const follower = createIndexFollower({ follow, log }, { pollMs: 1_000_000 })
    for (let i = 0; i < 5; i++) follower.wake()
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
    const follower = createIndexFollower({ follow, log }, { pollMs: 1000 })
    await vi.advanceTimersByTimeAsync(2000)
    expect(follow).toHaveBeenCalledTimes(2)
    await follower.close()
  })
})
