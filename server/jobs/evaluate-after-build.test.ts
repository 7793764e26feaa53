import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLogger } from '../observability/logger'
import { createEvaluateAfterBuild } from './evaluate-after-build'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function watch(isWorthwhile: () => Promise<boolean>) {
  const start = vi.fn(() => Promise.resolve())
  const log = createLogger({ level: 'silent' })
  return { start, watcher: createEvaluateAfterBuild({ isWorthwhile, start, log }, 1000) }
}

describe('createEvaluateAfterBuild', () => {
  it('evaluates once after several builds, when they have been quiet', async () => {
    const { start, watcher } = watch(() => Promise.resolve(true))
    for (let build = 0; build < 5; build++) {
      watcher.onBuilt()
      await vi.advanceTimersByTimeAsync(900)
    }
    expect(start).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('does nothing with too few playlists, after a failure to look, or after it was closed', async () => {
    const few = watch(() => Promise.resolve(false))
    const broken = watch(() => Promise.reject(new Error('no database')))
    const closed = watch(() => Promise.resolve(true))
    for (const { watcher } of [few, broken, closed]) watcher.onBuilt()
    await closed.watcher.close()
    await vi.advanceTimersByTimeAsync(5000)
    for (const { start } of [few, broken, closed]) expect(start).not.toHaveBeenCalled()
  })
})
