import type { SessionUser } from '../domain/account'
import { DomainError } from '../domain/errors'
import type { Job } from '../domain/job'

export type ChangeJobDeps = {
  jobs: {
    find: (id: string, userId: string | null, everybodys: boolean) => Promise<Job | null>
  }
  queue: { stop: (id: string) => Promise<Job | null>; resume: (id: string) => Promise<Job | null> }
}

/**
 * The job, where this user may change it: their own, one that is nobody's, or as an operator any. Who may change what is
 * nobody's is for the procedure to say. Throws JOB_NOT_FOUND.
 */
export async function getChangeableJob(
  { jobs }: ChangeJobDeps,
  id: string,
  user: SessionUser | null,
  isOperator: boolean,
): Promise<Job> {
  const job = await jobs.find(id, user?.id ?? null, isOperator)
  if (!job) throw new DomainError('JOB_NOT_FOUND', 'There is no such job.')
  return job
}

/**
 * Stops a job: at once where it is not under way, else its process is told and ends it where it is. What was stored
 * stays. Throws JOB_NOT_FOUND, and JOB_NOT_ACTIVE where it has ended.
 */
export async function cancelJob(
  deps: ChangeJobDeps,
  id: string,
  user: SessionUser | null,
  isOperator = user?.role === 'operator',
): Promise<Job> {
  await getChangeableJob(deps, id, user, isOperator)
  const stopped = await deps.queue.stop(id)
  if (!stopped) throw new DomainError('JOB_NOT_ACTIVE', 'The job has ended already.')
  return stopped
}
