import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MAX_TRACK_FAILURES, type JobEvent, type TrackFailure } from '../../domain/job-event'
import { createJobReporter, type Reporting } from './job-reporter'

const failure = (position: number): TrackFailure => ({ position, track: null, name: 'n', reason: 'r' })

function watch() {
  const told: JobEvent[] = []
  const saved: TrackFailure[] = []
  const rows = { progress: vi.fn(() => Promise.resolve()) }
  const append = vi.fn<Reporting['events']['append']>((_id, event) => {
    told.push(event)
    return Promise.resolve(String(told.length))
  })
  const reporting: Reporting = {
    events: { append },
    saveFailures: (_id, list) => {
      saved.push(...list)
      return Promise.resolve()
    },
  }
  const reporter = createJobReporter(rows, 'j1', pino({ level: 'silent' }), reporting)
  return { told, saved, rows, append, reporter }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the reporter of a job', () => {
  it('tells the newest state within half a second, and nothing while nothing changes', async () => {
    const { told, reporter } = watch()
    for (let done = 1; done <= 100; done++) reporter.progress('reading', done, 100)
    await vi.advanceTimersByTimeAsync(500)
    expect(told.map(({ state, stage, done, total }) => [state, stage, done, total])).toEqual([
      ['running', 'reading', 100, 100],
    ])
    await vi.advanceTimersByTimeAsync(5000)
    expect(told).toHaveLength(1)
    await reporter.stop()
  })

  it('tells of a wait and of its end, and keeps what is being done', async () => {
    const { told, rows, reporter } = watch()
    const waiting = { for: 'Spotify asks us to wait', until: '2026-01-01T00:00:43Z' }
    reporter.progress('reading', 5, 100)
    reporter.progress.waitFor?.(waiting)
    await vi.advanceTimersByTimeAsync(500)
    reporter.progress.waitFor?.(null)
    await vi.advanceTimersByTimeAsync(500)
    await reporter.stop()
    expect(told.map((event) => [event.stage, event.done, event.waiting])).toEqual([
      ['reading', 5, waiting],
      ['reading', 5, null],
    ])
    expect(rows.progress).toHaveBeenCalledWith('j1', 'reading', 5, 100, { rate: null, waiting })
  })

  it('stores and tells every failure once, however many come at once', async () => {
    const { told, saved, reporter } = watch()
    reporter.progress.addFailures?.(Array.from({ length: MAX_TRACK_FAILURES }, (_, i) => failure(i)))
    await reporter.stop()
    const positions = [...Array(MAX_TRACK_FAILURES).keys()]
    expect(saved.map(({ position }) => position)).toEqual(positions)
    expect(told.flatMap(({ failures }) => failures.map(({ position }) => position))).toEqual(positions)
  })

  it('tells again what could not be told', async () => {
    const { told, append, reporter } = watch()
    append.mockRejectedValueOnce(new Error('Redis is away'))
    reporter.progress('reading', 1, 2)
    reporter.progress.addFailures?.([failure(0)])
    await vi.advanceTimersByTimeAsync(1000)
    expect(told).toHaveLength(1)
    expect(told[0]?.failures).toEqual([failure(0)])
    await reporter.stop()
  })

  it('ends where nothing can be written', async () => {
    const { append, rows, reporter } = watch()
    append.mockRejectedValue(new Error('Redis is away'))
    rows.progress.mockRejectedValue(new Error('so is the database'))
    reporter.progress('reading', 1, 2)
    await expect(reporter.stop()).resolves.toBeUndefined()
  })
})
