import type { Wired } from './wired'
import { DomainError } from '../../domain/errors'
import type { Job } from '../../domain/job'
import type { Viewer } from '../../domain/viewer'
import { cancelJob, getVisibleJob } from '../../jobs/cancel-job'
import { nameJobs } from '../../jobs/describe-jobs'
import { resumeJob } from '../../jobs/resume-job'
import { watchJob } from '../../jobs/progress/watch-job'
import type { Services } from '../../trpc/services'

type JobServices = Pick<
  Services,
  | 'getJob'
  | 'findJobOwner'
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
  const getJob = (id: string, viewer: Viewer) => getVisibleJob(changing, id, viewer)
  const nameFor = (list: Job[], viewer: Viewer) => nameJobs(list, (ids) => playlists.findNames(viewer, ids))
  /** Whether what is in a job is hidden from somebody who may see that there is one. */
  const isForeign = async (id: string, viewer: Viewer) => {
    const owner = await jobs.rows.findOwner(id)
    return owner !== null && owner !== viewer.userId
  }
  const listFailures = async (id: string, viewer: Viewer, limit?: number) =>
    (await isForeign(id, viewer)) ? [] : failures.list(id, limit)

  return {
    getJob,
    findJobOwner: (id) => jobs.rows.findOwner(id),
    listJobs: (limit, viewer) => jobs.rows.list(limit, viewer),
    describeJobs: async (limit, viewer) => nameFor(await jobs.rows.list(limit, viewer), viewer),
    describeJob: async (id, viewer) => {
      const job = await getJob(id, viewer)
      const [named] = await nameFor([job], viewer)
      return { job, name: named?.name ?? null, failures: await listFailures(id, viewer) }
    },
    watchJob: async (id, from, viewer, signal) => {
      progress.listen()
      const deps = {
        getJob: (jobId: string) => getJob(jobId, viewer),
        listFailures: (jobId: string, limit: number) => listFailures(jobId, viewer, limit),
        showsFailures: !(await isForeign(id, viewer)),
      }
      return watchJob({ ...deps, log: events, hub }, id, from, signal)
    },
    cancelJob: (id, viewer) => cancelJob(changing, id, viewer),
    resumeJob: (id, viewer) => resumeJob(changing, id, viewer),
    retryFailures: async (id, viewer) => {
      await getJob(id, viewer)
      if (!(await failures.list(id)).some(({ track }) => track !== null)) {
        throw new DomainError('NOTHING_TO_RETRY', 'No track of this job is left to be tried again.')
      }
      const options = { userId: await jobs.rows.findOwner(id) }
      const { job } = await jobs.enqueue('describe-tracks', id, { of: id }, options)
      return getJob(job.id, viewer)
    },
  }
}
