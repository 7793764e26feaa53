import type { Wired } from './container-services'
import type { SessionUser } from './domain/account'
import { DomainError } from './domain/errors'
import type { Job } from './domain/job'
import { cancelJob } from './services/cancel-job'
import { nameJobs } from './services/describe-jobs'
import { resumeJob } from './services/resume-job'
import { watchJob } from './services/watch-job'
import type { Services } from './trpc/services'

type JobServices = Pick<
  Services,
  | 'getJob'
  | 'listJobs'
  | 'describeJob'
  | 'describeJobs'
  | 'watchJob'
  | 'cancelJob'
  | 'resumeJob'
  | 'retryFailures'
>
type Needed = Pick<Wired, 'jobs' | 'progress' | 'playlists'>

/** What readers see and do of jobs. */
export function createJobServices({ jobs, progress, playlists }: Needed): JobServices {
  const { failures, events, hub } = progress
  const changing = { jobs: jobs.rows, queue: jobs.queue }
  const getJob = async (id: string, user: SessionUser | null, isOperator = false) => {
    const job = await jobs.rows.find(id, user?.id ?? null, isOperator)
    if (!job) throw new DomainError('JOB_NOT_FOUND', 'There is no such job.')
    return job
  }
  const nameFor = (list: Job[], user: SessionUser | null) =>
    nameJobs(list, (ids) => playlists.findNames(user?.id ?? null, ids))

  return {
    getJob,
    listJobs: (limit, user) => jobs.rows.list(limit, user?.id ?? null),
    describeJobs: async (limit, user) => nameFor(await jobs.rows.list(limit, user?.id ?? null), user),
    describeJob: async (id, user) => {
      const job = await getJob(id, user)
      const [named] = await nameFor([job], user)
      return { job, name: named?.name ?? null, failures: await failures.list(id) }
    },
    watchJob: (id, from, user, signal, isOperator) => {
      progress.listen()
      const deps = {
        getJob: (jobId: string) => getJob(jobId, user, isOperator),
        listFailures: (jobId: string, limit: number) => failures.list(jobId, limit),
      }
      return watchJob({ ...deps, log: events, hub }, id, from, signal)
    },
    cancelJob: (id, user, isOperator) => cancelJob(changing, id, user, isOperator),
    resumeJob: (id, user, isOperator) => resumeJob(changing, id, user, isOperator),
    retryFailures: async (id, user, isOperator) => {
      await getJob(id, user, isOperator)
      if (!(await failures.list(id)).some(({ track }) => track !== null)) {
        throw new DomainError('NOTHING_TO_RETRY', 'No track of this job is left to be tried again.')
      }
      const options = { userId: await jobs.rows.findOwner(id) }
      const { job } = await jobs.enqueue('describe-tracks', id, { of: id }, options)
      return job
    },
  }
}
