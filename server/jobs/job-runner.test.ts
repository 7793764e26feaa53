import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DomainError, toDomainError } from '../domain/errors'
import type { JobKind } from '../domain/job'
import { emptyReport } from '../ingestion/playlists/ingest-report'
import { createJobRunner, type JobHandler, type JobRunnerOptions } from './job-runner'
import { createMemoryQueue } from './testing/memory-queue'

const log = pino({ level: 'silent' })
const report = { ...emptyReport(), read: 1, added: 1 }
const options: JobRunnerOptions = {
  concurrency: 2,
  spotifyConcurrency: 4,
  pollMs: 1000,
  silentSeconds: 8,
  stopMs: 1000,
  maxAttempts: 3,
  firstWaitSeconds: 2,
  maxAgeSeconds: 3600,
}
const settle = () => vi.advanceTimersByTimeAsync(0)

/** Work that ends when told, and stops when it is told to. */
function heldWork() {
  const ends: (() => void)[] = []
  const work = vi.fn<JobHandler['work']>((_input, { signal }) => {
    const ended = new Promise<void>((resolve) => ends.push(resolve))
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error)
      })
    })
    return Promise.race([ended, aborted]).then(() => report)
  })
  return {
    work,
    end: async (n: number) => {
      ends[n]?.()
      await settle()
    },
  }
}

/** The handlers where only one kind is asked for. */
const only = (handler: JobHandler) => new Proxy({}, { get: () => handler }) as Record<JobKind, JobHandler>

describe('the job runner', () => {
  let memory: ReturnType<typeof createMemoryQueue>
  beforeEach(() => {
    vi.useFakeTimers()
    memory = createMemoryQueue()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const start = (handler: JobHandler | JobHandler['work'], changes: Partial<JobRunnerOptions> = {}) => {
    const handlers = only(typeof handler === 'function' ? { work: handler } : handler)
    const { queue, attempts } = memory
    const runner = createJobRunner(
      { queue, attempts, handlers, toDomainError, log },
      { ...options, ...changes },
    )
    runner.start()
    return runner
  }
  const failing = (error: Error) => () => Promise.reject(error)

  it('does a job from what is stored with it, keeps the report, and tidies up after that', async () => {
    const job = memory.add({ input: { playlist: 'p' } })
    const work = vi.fn<JobHandler['work']>(() => Promise.resolve(report))
    const tidyUp = vi.fn(() => Promise.resolve())
    start({ work, tidyUp })
    await settle()
    expect(work.mock.calls[0]?.[0]).toEqual({ playlist: 'p' })
    expect(job).toMatchObject({ state: 'done', report, attempt: 1 })
    expect(tidyUp).toHaveBeenCalledWith({ playlist: 'p' }, null)
  })

  it('tells who tidies up of what a job failed', async () => {
    memory.add({ input: { playlist: 'p' } })
    const tidyUp = vi.fn(() => Promise.resolve())
    const gone = new DomainError('PLAYLIST_NOT_FOUND', 'No such list.')
    start({ work: failing(gone), tidyUp })
    await settle()
    expect(tidyUp.mock.calls).toEqual([[{ playlist: 'p' }, gone]])
  })

  it('tidies nothing up while a job waits for another attempt', async () => {
    const job = memory.add()
    const tidyUp = vi.fn(() => Promise.resolve())
    start({ work: failing(new DomainError('DATABASE_UNREACHABLE', 'Away.')), tidyUp })
    await settle()
    expect(job.state).toBe('waiting')
    expect(tidyUp).not.toHaveBeenCalled()
  })

  it('does a few at a time, and the next when one is over', async () => {
    const jobs = Array.from({ length: 4 }, () => memory.add())
    const { work, end } = heldWork()
    start(work)
    await settle()
    expect(jobs.map(({ state }) => state)).toEqual(['running', 'running', 'queued', 'queued'])
    await end(0)
    expect(jobs.map(({ state }) => state)).toEqual(['done', 'running', 'running', 'queued'])
  })

  it('does what somebody waits for before nightly work, of which one place stays free', async () => {
    const nightly = [memory.add({ priority: 'nightly' }), memory.add({ priority: 'nightly' })]
    const { work } = heldWork()
    const runner = start(work)
    await settle()
    expect(nightly.map(({ state }) => state)).toEqual(['running', 'queued'])
    const asked = memory.add()
    runner.wake()
    await settle()
    expect(asked.state).toBe('running')
    expect(nightly[1]?.state).toBe('queued')
  })

  it('fails at once what will not pass, with its sentence', async () => {
    const job = memory.add()
    start(failing(new DomainError('PLAYLIST_NOT_FOUND', 'No such list.')))
    await settle()
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'PLAYLIST_NOT_FOUND', message: 'No such list.' },
    })
  })

  it('waits and tries again what passes, and says in the end how often', async () => {
    const job = memory.add()
    start(failing(new DomainError('LOCKED', 'Somebody works on it.')))
    await settle()
    expect(job).toMatchObject({ state: 'waiting', faults: 1, error: { code: 'LOCKED' } })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(job).toMatchObject({
      state: 'failed',
      attempt: 3,
      error: { code: 'LOCKED', message: 'Somebody works on it. It was tried 3 times.' },
    })
  })

  it('takes a job up when its wait is over, however rarely it looks', async () => {
    const job = memory.add()
    const work = vi.fn<JobHandler['work']>(() => Promise.resolve(report))
    work.mockRejectedValueOnce(new DomainError('LOCKED', 'Somebody works on it.'))
    start(work, { pollMs: 3_600_000 })
    await settle()
    expect(job.state).toBe('waiting')
    await vi.advanceTimersByTimeAsync(4000)
    expect(job).toMatchObject({ state: 'done', attempt: 2 })
  })

  it('looks again soon where the database could not be asked', async () => {
    const job = memory.add()
    vi.spyOn(memory.queue, 'take').mockRejectedValueOnce(new Error('away'))
    start(() => Promise.resolve(report), { pollMs: 3_600_000, silentSeconds: 3600 })
    await settle()
    expect(job.state).toBe('queued')
    await vi.advanceTimersByTimeAsync(1000)
    expect(job.state).toBe('done')
  })

  it('tells nobody what a bug was, and tries again', async () => {
    const job = memory.add()
    start(failing(new TypeError('x is undefined')))
    await settle()
    expect(job).toMatchObject({ state: 'waiting', error: { code: 'INTERNAL' } })
    expect(JSON.stringify(job)).not.toContain('undefined')
  })

  it('ends a job that is cancelled while it runs, and says so', async () => {
    const job = memory.add()
    const { work } = heldWork()
    const runner = start(work)
    await settle()
    runner.cancel(job.id)
    await settle()
    expect(job.state).toBe('cancelled')
  })

  it('sees at a sign of life that a job is to stop, where the word was not heard', async () => {
    const job = memory.add()
    start(heldWork().work)
    await settle()
    job.stop = true
    await vi.advanceTimersByTimeAsync(2000)
    expect(job.state).toBe('cancelled')
  })

  it('drops a job that another process has taken, and writes nothing of it', async () => {
    const job = memory.add()
    const { work } = heldWork()
    start(work)
    await settle()
    job.attempt = 7
    await vi.advanceTimersByTimeAsync(2000)
    expect(work.mock.calls[0]?.[1].signal.aborted).toBe(true)
    expect(job).toMatchObject({ state: 'running', attempt: 7 })
  })

  it('gives signs of life while the work says nothing', async () => {
    const job = memory.add()
    start(heldWork().work)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(job).toMatchObject({ state: 'running', attempt: 1 })
  })

  it('takes up the job of a process that died once, and gives it up when the next one dies', async () => {
    const job = memory.add({ state: 'running', attempt: 1 })
    const { work } = heldWork()
    start(work)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(job).toMatchObject({ state: 'running', attempt: 2, faults: 0, deaths: 1 })
    const broken = memory.add({ state: 'running', attempt: 2, deaths: 1 })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(broken).toMatchObject({ state: 'failed', error: { code: 'JOB_LOST' } })
  })

  it('writes the end again where the database was away for a moment', async () => {
    const job = memory.add()
    vi.spyOn(memory.attempts, 'end').mockRejectedValueOnce(new Error('away'))
    start(() => Promise.resolve(report))
    await vi.advanceTimersByTimeAsync(1000)
    expect(job.state).toBe('done')
  })

  it('stores the newest progress, and goes on where it could not be stored', async () => {
    const job = memory.add()
    const written = vi.spyOn(memory.attempts, 'progress').mockRejectedValueOnce(new Error('away'))
    start(async (_input, { progress }) => {
      for (let n = 1; n <= 1000; n++) {
        progress('reading', n, 1000)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      return report
    })
    await vi.advanceTimersByTimeAsync(1500)
    expect(job).toMatchObject({ state: 'done', done: 1000, total: 1000 })
    expect(written.mock.calls.length).toBeLessThanOrEqual(6)
  })

  it('gives its jobs back on close, and takes none after', async () => {
    const [job, next] = [memory.add(), memory.add()]
    const runner = start(heldWork().work, { concurrency: 1 })
    await settle()
    await runner.close()
    expect(job).toMatchObject({ state: 'queued', attempt: 1, faults: 0 })
    runner.wake()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([job?.state, next?.state]).toEqual(['queued', 'queued'])
  })

  it('gives back what does not listen either, in time', async () => {
    const job = memory.add()
    const runner = start(() => new Promise(() => undefined))
    await settle()
    const closed = runner.close()
    await vi.advanceTimersByTimeAsync(options.stopMs)
    await closed
    expect(job.state).toBe('queued')
  })
})
