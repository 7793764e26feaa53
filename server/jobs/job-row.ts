import { z } from 'zod'
import { Job, Waiting } from '../domain/job'

export type JobRow = {
  id: string
  kind: string
  subject: string
  state: string
  stage: string
  done: number
  total: number | null
  rate: number | null
  waiting: unknown
  report: unknown
  error: unknown
  priority: string
  attempt: number
  created_at: Date
  not_before: Date | null
  finished_at: Date | null
}

/** A row of `jobs` as readers see it. */
export function toJob(row: JobRow): Job {
  const waiting = toWaiting(row)
  return Job.parse({
    id: row.id,
    kind: row.kind,
    state: row.state,
    subject: row.subject,
    stage: row.stage,
    done: row.done,
    total: row.total,
    rate: row.state === 'running' ? row.rate : null,
    etaSeconds: toEta(row, waiting),
    waiting,
    priority: row.priority,
    attempt: row.attempt,
    notBefore: row.state === 'waiting' ? (row.not_before?.toISOString() ?? null) : null,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    report: row.report,
    error: row.error,
  })
}

/** What a job sits out while it is under way, or until it is taken up again. */
function toWaiting({ state, waiting, error, not_before: until }: JobRow): Waiting | null {
  if (state === 'running') return Waiting.nullable().parse(waiting)
  if (state !== 'waiting' || !until) return null
  const { message } = Reason.parse(error)
  return { for: `${message} It goes on in`, until: until.toISOString() }
}

const Reason = z.object({ message: z.string() }).catch({ message: 'Something has to pass.' })

function toEta({ state, done, total, rate }: JobRow, waiting: Waiting | null): number | null {
  if (state !== 'running' || total === null || rate === null || rate <= 0 || done > total) return null
  const waits = waiting === null ? 0 : Math.max(0, (Date.parse(waiting.until) - Date.now()) / 1000)
  return Math.round((total - done) / rate + waits)
}
