import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '../../domain/errors'
import type { IngestReport, Job, JobPriority } from '../../domain/job'
import type { HeldJob, HoldSign, JobAttemptRepository } from '../job-attempt.repository'
import type { JobQueueRepository, TakenJob } from '../job-queue.repository'

type MemoryJob = {
  id: string
  state: Job['state']
  priority: JobPriority
  input: unknown
  attempt: number
  faults: number
  deaths: number
  stop: boolean
  done: number
  total: number | null
  heardAt: number
  notBefore: number
  report: IngestReport | null
  error: { code: ErrorCode; message: string } | null
}

/** The table of jobs in memory, by the rules that the database holds; jobs are taken in the order they came. */
export function createMemoryQueue() {
  const jobs: MemoryJob[] = []
  const change = (held: HeldJob, changes: Partial<MemoryJob>): boolean => {
    const job = findMine(held)
    if (job) Object.assign(job, changes)
    return job !== undefined
  }
  const findMine = ({ id, attempt }: HeldJob) =>
    jobs.find((job) => job.id === id && job.attempt === attempt && job.state === 'running')
  const toSign = (held: HeldJob): HoldSign => {
    const job = findMine(held)
    return job === undefined ? 'lost' : job.stop ? 'stop' : 'go-on'
  }

  const queue: Pick<JobQueueRepository, 'take' | 'secondsToNextDue'> = {
    take: ({ nightly }) => {
      const due = jobs.filter(
        ({ state, priority, notBefore }) =>
          (state === 'queued' || state === 'waiting') &&
          (nightly || priority === 'person') &&
          notBefore <= Date.now(),
      )
      const job = due.find(({ priority }) => priority === 'person') ?? due[0]
      if (!job) return Promise.resolve(null)
      Object.assign(job, { state: 'running', attempt: job.attempt + 1, error: null, heardAt: Date.now() })
      return Promise.resolve(toTaken(job))
    },
    secondsToNextDue: () => {
      const times = jobs.flatMap(({ state, notBefore }) =>
        state === 'waiting' && notBefore > Date.now() ? [notBefore] : [],
      )
      return Promise.resolve(times.length === 0 ? null : (Math.min(...times) - Date.now()) / 1000)
    },
  }

  const attempts: JobAttemptRepository = {
    progress: (held, _stage, done, total) => {
      change(held, { done, total, heardAt: Date.now() })
      return Promise.resolve(toSign(held))
    },
    beat: (held) => {
      for (const one of held) change(one, { heardAt: Date.now() })
      return Promise.resolve(held.map(toSign))
    },
    end: (held, end) => {
      const { state } = end
      const error = 'error' in end ? { code: end.error.code, message: end.error.message } : null
      const notBefore = Date.now() + (state === 'waiting' ? end.seconds * 1000 : 0)
      const faults = state === 'waiting' ? { faults: end.faults } : {}
      const report = 'report' in end ? end.report : null
      return Promise.resolve(change(held, { state, error, notBefore, report, ...faults }))
    },
    recover: async (silentSeconds, decide) => {
      const isSilent = ({ state, heardAt }: MemoryJob) =>
        state === 'running' && Date.now() - heardAt > silentSeconds * 1000
      for (const job of jobs.filter(isSilent)) {
        const end = decide({ faults: job.faults, deaths: job.deaths, enqueuedAt: new Date() })
        job.deaths++
        await attempts.end(job, end)
      }
      return []
    },
  }

  return {
    queue,
    attempts,
    /** A job in the table; what happens to it is seen in what is given. */
    add(changes: Partial<MemoryJob> = {}): MemoryJob {
      const job: MemoryJob = {
        id: randomUUID(),
        state: 'queued',
        priority: 'person',
        input: {},
        attempt: 0,
        faults: 0,
        deaths: 0,
        stop: false,
        done: 0,
        total: null,
        heardAt: Date.now(),
        notBefore: 0,
        report: null,
        error: null,
        ...changes,
      }
      jobs.push(job)
      return job
    },
  }
}

function toTaken({ id, priority, attempt, input, faults }: MemoryJob): TakenJob {
  const now = new Date()
  const job: Job = {
    id,
    kind: 'rebuild-index',
    state: 'running',
    subject: 'index',
    stage: 'starting',
    done: 0,
    total: null,
    rate: null,
    etaSeconds: null,
    waiting: null,
    priority,
    attempt,
    notBefore: null,
    createdAt: now.toISOString(),
    finishedAt: null,
    report: null,
    error: null,
  }
  return { job, attempt, input, faults, enqueuedAt: now, dueAt: now, startedAt: now }
}
