import type { Wired } from './container-services'
import type { SessionUser } from './domain/account'
import { DomainError } from './domain/errors'
import { isActiveJob, type Job } from './domain/job'
import { nameJobs } from './services/describe-jobs'
import { describeTracks } from './services/describe-tracks'
import type { StoreTracksDeps } from './services/store-tracks'
import { watchJob } from './services/watch-job'
import type { Services } from './trpc/services'
import type { IndexFollower } from './services/ports'

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
type Needed = Pick<
  Wired,
  'jobs' | 'runner' | 'progress' | 'playlists' | 'tracks' | 'misses' | 'features' | 'log'
>

/** What readers see and do of jobs. */
export function createJobServices(
  { jobs, runner, progress, playlists, tracks, misses, features }: Needed,
  storing: StoreTracksDeps & { index: IndexFollower },
  startIngestion: (id: string) => Promise<Job>,
): JobServices {
  const { failures, events, hub } = progress
  const getJob = async (id: string, user: SessionUser | null) => {
    const job = await jobs.find(id, user?.id ?? null)
    if (!job) throw new DomainError('JOB_NOT_FOUND', 'There is no such job.')
    return job
  }
  const nameFor = (list: Job[], user: SessionUser | null) =>
    nameJobs(list, (ids) => playlists.findNames(user?.id ?? null, ids))

  return {
    getJob,
    listJobs: (limit, user) => jobs.list(limit, user?.id ?? null),
    describeJobs: async (limit, user) => nameFor(await jobs.list(limit, user?.id ?? null), user),
    describeJob: async (id, user) => {
      const job = await getJob(id, user)
      const [named] = await nameFor([job], user)
      return { job, name: named?.name ?? null, failures: await failures.list(id) }
    },
    watchJob: (id, from, user, signal) => {
      progress.listen()
      const deps = {
        getJob: (jobId: string) => getJob(jobId, user),
        listFailures: (jobId: string, limit: number) => failures.list(jobId, limit),
      }
      return watchJob({ ...deps, log: events, hub }, id, from, signal)
    },
    cancelJob: async (id, user) => {
      const job = await getJob(id, user)
      if (!isActiveJob(job) || !runner.cancel(id)) {
        throw new DomainError('JOB_NOT_ACTIVE', 'This job is over.')
      }
      return getJob(id, user)
    },
    resumeJob: async (id, user) => {
      const job = await getJob(id, user)
      const isOver = job.state === 'failed' || job.state === 'cancelled'
      if (!isOver || job.kind !== 'ingest-playlist') {
        throw new DomainError('JOB_NOT_RESUMABLE', 'This job cannot go on.')
      }
      return startIngestion(job.subject)
    },
    retryFailures: async (id, user) => {
      await getJob(id, user)
      const list = await failures.list(id)
      if (!list.some(({ track }) => track !== null)) {
        throw new DomainError('NOTHING_TO_RETRY', 'No track of this job is left to be tried again.')
      }
      const deps = {
        ...storing,
        failures,
        tracks,
        features,
        forgetMisses: (ids: string[]) => misses.forget(ids),
      }
      const work: Parameters<typeof runner.start>[2] = (tools) => describeTracks(deps, id, tools)
      const { job } = await runner.start('describe-tracks', id, work, await jobs.findOwner(id))
      return job
    },
  }
}
