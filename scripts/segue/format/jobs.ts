import { isActiveJob, type Job } from '~server/domain/job'
import { describe } from '../progress'
import { formatReport } from './report'
import { table } from './table'

/** The jobs as a table, newest first. */
export function formatJobs(jobs: Job[]): string {
  if (jobs.length === 0) return 'There is no job yet.'
  return table(
    ['id', 'kind', 'state', 'subject', 'progress', 'started'],
    jobs.map((job) => [job.id, job.kind, job.state, job.subject, progressOf(job), job.createdAt]),
  )
}

/** One job with its report or what went wrong. */
export function formatJob(job: Job): string {
  const lines = [`${job.kind} ${job.subject}: ${job.state} (${job.id})`]
  if (isActiveJob(job)) lines.push(`  ${describe(job)}`)
  if (job.error) lines.push(`  ${job.error.message}`, `  ${job.error.hint}`)
  if (job.report) lines.push(formatReport(job.report, whereOf(job)))
  return lines.join('\n')
}

/** How a skipped item of a job is found. */
export const whereOf = (job: Job): string => (job.kind === 'import-file' ? 'line' : 'position')

const progressOf = (job: Job): string => (isActiveJob(job) ? describe(job) : (job.error?.code ?? ''))
