import type { Job } from '~server/domain/job'

/** True while a job has work ahead of it. */
export function isActive(job: Pick<Job, 'state'>): boolean {
  return job.state === 'queued' || job.state === 'running' || job.state === 'waiting'
}

/** True for the data of a page that shows a job which is not done; anything else is not waited for. */
export function isWaiting(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('job' in data)) return false
  const { job } = data
  if (typeof job !== 'object' || job === null || !('state' in job)) return false
  return job.state === 'queued' || job.state === 'running' || job.state === 'waiting'
}
