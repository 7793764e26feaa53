import { Job } from '../domain/job'

export type JobRow = {
  id: string
  kind: string
  subject: string
  state: string
  stage: string
  done: number
  total: number | null
  report: unknown
  error: unknown
  priority: string
  attempt: number
  created_at: Date
  stage_started_at: Date | null
  not_before: Date | null
  finished_at: Date | null
}

/** Fewer than this done, and a rate is a guess. */
const ENOUGH_FOR_A_RATE = 20

/** A row of `jobs` as readers see it. */
export function toJob(row: JobRow): Job {
  return Job.parse({
    id: row.id,
    kind: row.kind,
    state: row.state,
    subject: row.subject,
    stage: row.stage,
    done: row.done,
    total: row.total,
    etaSeconds: etaSeconds(row),
    priority: row.priority,
    attempt: row.attempt,
    notBefore: row.state === 'waiting' ? (row.not_before?.toISOString() ?? null) : null,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    report: row.report,
    error: row.error,
  })
}

function etaSeconds({ state, done, total, stage_started_at: since }: JobRow): number | null {
  if (state !== 'running' || total === null || !since || done < ENOUGH_FOR_A_RATE || done > total) {
    return null
  }
  const elapsed = (Date.now() - since.getTime()) / 1000
  return Math.round((elapsed / done) * (total - done))
}
