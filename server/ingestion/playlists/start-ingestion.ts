import type { Job } from '../../domain/job'
import type { Enqueue } from '../../jobs/enqueue'

export type StartIngestion = (
  id: string,
  reader?: string | null,
  liked?: { ownerName: string | null } | null,
) => Promise<Job>

/** Starts reading a playlist as everybody sees it, or for one user alone; or that user's Liked Songs. */
export function createStartIngestion(enqueue: Enqueue): StartIngestion {
  return async (id, reader = null, liked = null) => {
    const input = { playlist: id, reader, liked }
    const { job } = await enqueue('ingest-playlist', id, input, { userId: reader })
    return job
  }
}
