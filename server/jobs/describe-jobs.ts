import type { Job } from '../domain/job'
import type { TrackFailure } from '../domain/job-event'

/** A job with the name of what it is about, where that is no name itself: a playlist's. */
export type NamedJob = { job: Job; name: string | null }
/** And what it could not do, so far. */
export type JobDetails = NamedJob & { failures: TrackFailure[] }

type FindNames = (publicIds: string[]) => Promise<Map<string, string>>

/** Gives jobs the names of their playlists; `findNames` knows those that the reader may see. */
export async function nameJobs(jobs: readonly Job[], findNames: FindNames): Promise<NamedJob[]> {
  const ids = jobs.flatMap((job) => (job.kind === 'ingest-playlist' ? [job.subject] : []))
  const names = ids.length === 0 ? new Map<string, string>() : await findNames([...new Set(ids)])
  return jobs.map((job) => ({
    job,
    name: job.kind === 'ingest-playlist' ? (names.get(job.subject) ?? null) : null,
  }))
}
