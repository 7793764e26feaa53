import type { Job } from '../domain/job'
import type { TrackFailure, WatchPosition } from '../domain/job-event'
import type { Viewer } from '../domain/viewer'
import { getVisibleJob } from './cancel-job'
import { nameJobs, type JobDetails, type NamedJob } from './describe-jobs'
import { watchJob, type WatchJobDeps, type WatchedEvent } from './progress/watch-job'

export type ShowJobsDeps = {
  jobs: {
    find: (id: string, viewer: Viewer) => Promise<Job | null>
    list: (limit: number, viewer: Viewer) => Promise<Job[]>
    findOwner: (id: string) => Promise<string | null>
  }
  failures: { list: (id: string, limit?: number) => Promise<TrackFailure[]> }
  findNames: (viewer: Viewer, publicIds: string[]) => Promise<Map<string, string>>
  progress: Pick<WatchJobDeps, 'log' | 'hub'> & { listen: () => void }
}

/** What readers see of jobs: an operator sees that somebody else's is there, and nothing of what is in it. */
export function createShowJobs({ jobs, failures, findNames, progress }: ShowJobsDeps) {
  const nameFor = (list: Job[], viewer: Viewer) => nameJobs(list, (ids) => findNames(viewer, ids))
  const getJob = (id: string, viewer: Viewer) => getVisibleJob({ jobs }, id, viewer)
  const isForeign = async (id: string, viewer: Viewer) => {
    const owner = await jobs.findOwner(id)
    return owner !== null && owner !== viewer.userId
  }
  const listFailures = async (id: string, viewer: Viewer, limit?: number) =>
    (await isForeign(id, viewer)) ? [] : failures.list(id, limit)

  return {
    getJob,
    listJobs: (limit: number, viewer: Viewer): Promise<Job[]> => jobs.list(limit, viewer),
    describeJobs: async (limit: number, viewer: Viewer): Promise<NamedJob[]> =>
      nameFor(await jobs.list(limit, viewer), viewer),
    describeJob: async (id: string, viewer: Viewer): Promise<JobDetails> => {
      const job = await getJob(id, viewer)
      const [named] = await nameFor([job], viewer)
      return { job, name: named?.name ?? null, failures: await listFailures(id, viewer) }
    },
    watchJob: async (
      id: string,
      from: WatchPosition | null,
      viewer: Viewer,
      signal: AbortSignal,
    ): Promise<AsyncIterable<WatchedEvent>> => {
      progress.listen()
      const deps = {
        getJob: (jobId: string) => getJob(jobId, viewer),
        listFailures: (jobId: string, limit: number) => listFailures(jobId, viewer, limit),
        showsFailures: !(await isForeign(id, viewer)),
      }
      return watchJob({ ...deps, log: progress.log, hub: progress.hub }, id, from, signal)
    },
  }
}
