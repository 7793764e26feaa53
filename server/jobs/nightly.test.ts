import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepNightly } from './nightly'
import { createSchedules } from './schedules'

const stops: (() => void)[] = []
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 4, 5, 3, 0) })
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  vi.useRealTimers()
})

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

function keep(backup: string, write = vi.fn(() => Promise.resolve())) {
  const log = { error: vi.fn() }
  const runOnce = async (_name: string, _plannedFor: Date, work: () => Promise<unknown>) => {
    await work()
  }
  const schedules = createSchedules({ runOnce }, log)
  stops.push(() => {
    schedules.stop()
  })
  const nothing = () => Promise.resolve()
  const times = { rebuild: 'off', refresh: 'off', retention: 'off', backup }
  keepNightly(
    schedules,
    times,
    { rebuild: nothing, refresh: nothing, retention: nothing, backup: write },
    log,
  )
  return { write, log }
}

describe('the backup of the day', () => {
  it('is written each day at its time, and not before', async () => {
    const { write } = keep('03:30')
    await vi.advanceTimersByTimeAsync(29 * MINUTE)
    expect(write).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2 * MINUTE)
    expect(write).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(DAY - 3 * MINUTE)
    expect(write).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(3 * MINUTE)
    expect(write).toHaveBeenCalledTimes(2)
  })

  it('is never written where it is off', async () => {
    const { write } = keep('off')
    await vi.advanceTimersByTimeAsync(2 * DAY)
    expect(write).not.toHaveBeenCalled()
  })

  it('that fails is told to the log, and the next one is written', async () => {
    const { write, log } = keep(
      '03:30',
      vi.fn().mockRejectedValueOnce(new Error('full')).mockResolvedValue(null),
    )
    await vi.advanceTimersByTimeAsync(DAY + 31 * MINUTE)
    expect(log.error).toHaveBeenCalledTimes(1)
    expect(write).toHaveBeenCalledTimes(2)
  })
})
