import { DomainError } from '../domain/errors'
import type { Job } from '../domain/job'
import type { Viewer } from '../domain/viewer'
import { getVisibleJob, type ChangeJobDeps } from './cancel-job'

/**
 * Puts a job that failed, was cancelled or waits back in line with the same input, or gives the active one about the same
 * thing. Throws JOB_NOT_FOUND, and JOB_NOT_RESUMABLE for any other.
 */
export async function resumeJob(deps: ChangeJobDeps, id: string, viewer: Viewer): Promise<Job> {
  const job = await getVisibleJob(deps, id, viewer)
  const resumed = await deps.queue.resume(id)
  if (resumed) return getVisibleJob(deps, resumed.id, viewer)
  const why =
    job.state === 'failed' || job.state === 'cancelled'
      ? 'The job is from before jobs could be resumed.'
      : 'Only a job that failed, was cancelled or waits can be resumed.'
  throw new DomainError('JOB_NOT_RESUMABLE', why)
}
