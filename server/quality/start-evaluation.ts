import type { Job, JobPriority } from '../domain/job'
import type { Enqueue } from '../jobs/enqueue'
import type { RunEvaluation } from './domain/limits'

/** Has the index in use measured. */
export async function startEvaluation(
  enqueue: Enqueue,
  input: RunEvaluation,
  priority: JobPriority,
): Promise<Job> {
  const subject = `${String(input.playlists)} playlists, seed ${String(input.seed)}`
  return (await enqueue('evaluate-catalog', subject, input, { priority })).job
}
