import { DomainError } from '../domain/errors'
import type { Job } from '../domain/job'
import type { Viewer } from '../domain/viewer'

export type ChangeJobDeps = {
  jobs: { find: (id: string, viewer: Viewer) => Promise<Job | null> }
  queue: { stop: (id: string) => Promise<Job | null>; resume: (id: string) => Promise<Job | null> }
}

/** The job as the viewer sees it. Who may change what they see is for the procedure to say. Throws JOB_NOT_FOUND. */
export async function getVisibleJob(
  { jobs }: Pick<ChangeJobDeps, 'jobs'>,
  id: string,
  viewer: Viewer,
): Promise<Job> {
  const job = await jobs.find(id, viewer)
  if (!job) throw new DomainError('JOB_NOT_FOUND', 'There is no such job.')
  return job
}

/**
 * Stops a job: at once where it is not under way, else its process is told and ends it where it is. What was stored
 * stays. Throws JOB_NOT_FOUND, and JOB_NOT_ACTIVE where it has ended.
 */
export async function cancelJob(deps: ChangeJobDeps, id: string, viewer: Viewer): Promise<Job> {
  await getVisibleJob(deps, id, viewer)
  const stopped = await deps.queue.stop(id)
  if (!stopped) throw new DomainError('JOB_NOT_ACTIVE', 'The job has ended already.')
  return getVisibleJob(deps, id, viewer)
}
