import { isActiveJob, type Job } from '~server/domain/job'

/** True for the data of a page that shows a job which is not done; anything else is not waited for. */
export function isWaiting(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('job' in data)) return false
  const { job } = data
  return isJobLike(job) && isActiveJob(job)
}

function isJobLike(job: unknown): job is Pick<Job, 'state'> {
  return typeof job === 'object' && job !== null && 'state' in job
}
