import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import type { IngestReport, Job, JobKind } from '../domain/job'
import type { JobRepository } from '../repositories/job.repository'
import { createJobRunner, type JobWork } from './job-runner'

const log = pino({ level: 'silent' })
const report: IngestReport = {
  read: 1,
  added: 1,
  updated: 0,
  unchanged: 0,
  merged: 0,
  skipped: 0,
  skippedNamed: [],
  playlists: 1,
  searchable: 1,
  undescribed: 0,
  undescribedNamed: [],
}

/** Jobs in memory with the rule that the database holds: one active job per kind and subject. */
function createMemoryJobs() {
  const rows = new Map<string, Job>()
  const progress: [stage: string, done: number, total: number | null][] = []
  const isActive = (job: Job) => job.state === 'queued' || job.state === 'running'
  const change = (id: string, changes: Partial<Job>) => {
    const job = rows.get(id)
    if (job && isActive(job)) rows.set(id, { ...job, ...changes })
  }
  const jobs: JobRepository = {
    async create(kind, subject) {
      const active = [...rows.values()].find(
        (job) => job.kind === kind && job.subject === subject && isActive(job),
      )
      if (active) return { job: active, created: false }
      const job: Job = {
        id: randomUUID(),
        kind,
        subject,
        state: 'queued',
        stage: 'waiting',
        done: 0,
        total: null,
        rate: null,
        etaSeconds: null,
        waiting: null,
        createdAt: new Date().toISOString(),
        finishedAt: null,
        report: null,
        error: null,
      }
      rows.set(job.id, job)
      return { job, created: true }
    },
    find: async (id) => rows.get(id) ?? null,
    findOwner: async () => null,
    findLatest: async () => null,
    list: async () => [...rows.values()],
    start: async (id) => change(id, { state: 'running' }),
    async progress(id, stage, done, total) {
      progress.push([stage, done, total])
      change(id, { stage, done, total })
    },
    finish: async (id, result) => change(id, { state: 'done', stage: 'done', report: result }),
    fail: async (id, { code, message, hint }) =>
      change(id, { state: 'failed', error: { code, message, hint } }),
    failSilent: async () => 0,
  }
  return { jobs, progress }
}

/** Work that ends when told. */
function held() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const started = vi.fn()
  const work: JobWork = async ({ signal }) => {
    started()
    await Promise.race([
      ended,
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      }),
    ])
    return report
  }
  return { work, end, started }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('the job runner', () => {
  let memory: ReturnType<typeof createMemoryJobs>
  beforeEach(() => {
    vi.useFakeTimers()
    memory = createMemoryJobs()
  })
  afterEach(() => vi.useRealTimers())
  const make = (options = { concurrency: 2, maxQueue: 10 }) =>
    createJobRunner({ jobs: memory.jobs, log }, options)
  const stateOf = async (job: Job) => (await memory.jobs.find(job.id))?.state
  const kind: JobKind = 'ingest-playlist'

  it('answers at once and stores the report when the work is done', async () => {
    const { work, end } = held()
    const { job, joined } = await make().start(kind, 'p', work)
    expect(joined).toBe(false)
    await settle()
    expect(await stateOf(job)).toBe('running')
    end()
    await settle()
    expect(await memory.jobs.find(job.id)).toMatchObject({ state: 'done', report })
  })

  it('joins a second request for the same subject, and starts anew once it is over', async () => {
    const runner = make()
    const first = held()
    const second = held()
    const one = await runner.start(kind, 'p', first.work)
    const two = await runner.start(kind, 'p', second.work)
    expect(two).toEqual({ job: expect.objectContaining({ id: one.job.id }) as unknown, joined: true })
    first.end()
    await settle()
    expect(second.started).not.toHaveBeenCalled()
    const three = await runner.start(kind, 'p', second.work)
    expect(three.joined).toBe(false)
    expect(three.job.id).not.toBe(one.job.id)
  })

  it('runs a few at a time, the others in the order they came', async () => {
    const runner = make({ concurrency: 2, maxQueue: 10 })
    const works = Array.from({ length: 4 }, held)
    const jobs = await Promise.all(works.map(({ work }, i) => runner.start(kind, `p${i}`, work)))
    await settle()
    const started = () => works.map(({ started }) => started.mock.calls.length)
    expect(started()).toEqual([1, 1, 0, 0])
    works[1]?.end()
    await settle()
    expect(started()).toEqual([1, 1, 1, 0])
    for (const { end } of works) end()
    await settle()
    for (const { job } of jobs) expect(await stateOf(job)).toBe('done')
  })

  it('says BUSY instead of letting the queue grow without end', async () => {
    const runner = make({ concurrency: 1, maxQueue: 2 })
    const works = Array.from({ length: 4 }, held)
    for (const [i, { work }] of works.slice(0, 3).entries()) await runner.start(kind, `p${i}`, work)
    await expect(runner.start(kind, 'p9', works[3]?.work ?? (async () => null))).rejects.toMatchObject({
      code: 'BUSY',
      retryAfterSeconds: 10,
    })
    expect(await memory.jobs.list(9)).toHaveLength(3)
  })

  it('stores the sentence of an expected failure, and of a bug none of its detail', async () => {
    const runner = make()
    const failing = (error: Error) => () => Promise.reject(error)
    const expected = await runner.start(
      kind,
      'a',
      failing(new DomainError('PLAYLIST_NOT_FOUND', 'No such list.')),
    )
    const bug = await runner.start(kind, 'b', failing(new TypeError('x is undefined')))
    await settle()
    expect((await memory.jobs.find(expected.job.id))?.error).toMatchObject({
      code: 'PLAYLIST_NOT_FOUND',
      message: 'No such list.',
    })
    const stored = await memory.jobs.find(bug.job.id)
    expect(stored).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } })
    expect(JSON.stringify(stored)).not.toContain('undefined')
  })

  it('goes on with the next job after one that failed', async () => {
    const runner = make({ concurrency: 1, maxQueue: 10 })
    await runner.start(kind, 'a', () => Promise.reject(new Error('broken')))
    const next = await runner.start(kind, 'b', async () => report)
    await settle()
    expect(await stateOf(next.job)).toBe('done')
  })

  it('writes progress in its own rhythm: the newest, not every one', async () => {
    const { job } = await make().start(kind, 'p', async ({ progress }) => {
      for (let i = 1; i <= 1000; i++) {
        progress('reading', i, 1000)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      return report
    })
    await vi.advanceTimersByTimeAsync(1100)
    expect(await stateOf(job)).toBe('done')
    expect(memory.progress.length).toBeGreaterThanOrEqual(3)
    expect(memory.progress.length).toBeLessThanOrEqual(6)
    expect(memory.progress.at(-1)).toEqual(['reading', 1000, 1000])
  })

  it('shows a sign of life while the work says nothing', async () => {
    const { work, end } = held()
    await make().start(kind, 'p', work)
    await vi.advanceTimersByTimeAsync(31_000)
    expect(memory.progress.length).toBeGreaterThanOrEqual(3)
    end()
    await settle()
  })

  it('goes on where progress could not be stored', async () => {
    vi.spyOn(memory.jobs, 'progress').mockRejectedValue(new Error('database away'))
    const { job } = await make().start(kind, 'p', async ({ progress }) => {
      progress('reading', 1, 2)
      return report
    })
    await settle()
    expect(await stateOf(job)).toBe('done')
  })

  it('tells every job to stop on close, waits for them, and takes none after', async () => {
    const runner = make({ concurrency: 1, maxQueue: 10 })
    const [running, queued] = [held(), held()]
    const one = await runner.start(kind, 'a', running.work)
    const two = await runner.start(kind, 'b', queued.work)
    await settle()
    await runner.close()
    for (const { job } of [one, two]) {
      expect(await memory.jobs.find(job.id)).toMatchObject({ state: 'failed', error: { code: 'CANCELLED' } })
    }
    expect(queued.started).not.toHaveBeenCalled()
    await expect(runner.start(kind, 'c', held().work)).rejects.toMatchObject({ code: 'BUSY' })
  })
})
