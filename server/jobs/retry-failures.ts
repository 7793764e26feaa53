import { DomainError } from '../domain/errors'
import type { Job } from '../domain/job'
import type { TrackFailure } from '../domain/job-event'
import type { Viewer } from '../domain/viewer'
import { getVisibleJob, type ChangeJobDeps } from './cancel-job'
import type { Enqueue } from './enqueue'

export type RetryFailuresDeps = {
  jobs: ChangeJobDeps['jobs'] & { findOwner: (id: string) => Promise<string | null> }
  failures: { list: (id: string) => Promise<TrackFailure[]> }
  enqueue: Enqueue
}

/** Starts a job that asks again about the tracks that this one could not describe. Throws NOTHING_TO_RETRY. */
export async function retryFailures(deps: RetryFailuresDeps, id: string, viewer: Viewer): Promise<Job> {
  await getVisibleJob(deps, id, viewer)
  if (!(await deps.failures.list(id)).some(({ track }) => track !== null)) {
    throw new DomainError('NOTHING_TO_RETRY', 'No track of this job is left to be tried again.')
  }
  const userId = await deps.jobs.findOwner(id)
  const { job } = await deps.enqueue('describe-tracks', id, { of: id }, { userId })
  return getVisibleJob(deps, job.id, viewer)
}
