import { setTimeout } from 'node:timers/promises'
import { isActiveJob, type Job } from '~server/domain/job'
import type { SegueClient } from '~server/client'
import { Failure, isUnreachable } from './failure'
import type { Progress } from './progress'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 1000
/** A server that restarts is back within this many looks; the job goes on without us. */
const MAX_LOST_LOOKS = 10

/** Waits until a job is done and shows how far it is. Throws a Failure with the job's own sentence if it failed. */
export async function followJob(client: SegueClient, started: Job, progress: Progress): Promise<Job> {
  let job = started
  let wait = FIRST_WAIT_MS
  let lost = 0
  try {
    while (isActiveJob(job)) {
      progress.update({
        ...job,
        stage: job.state === 'running' ? job.stage : (job.error?.message ?? 'waiting'),
      })
      await setTimeout(wait)
      wait = Math.min(LONGEST_WAIT_MS, wait * 1.5)
      try {
        job = await client.job.get.query({ id: job.id })
        lost = 0
      } catch (error) {
        lost += 1
        if (!isUnreachable(error) || lost >= MAX_LOST_LOOKS) throw error
      }
    }
  } finally {
    progress.stop()
  }
  if (job.state !== 'done') throw toJobFailure(job)
  return job
}

function toJobFailure({ id, state, error }: Job): Failure {
  if (state === 'cancelled') {
    return new Failure(
      'CANCELLED',
      'The job was cancelled.',
      'What it stored is kept; start it again to go on.',
    )
  }
  const hint = error?.hint ?? `Look at it with \`segue jobs ${id}\`.`
  return new Failure(error?.code ?? 'JOB_FAILED', error?.message ?? 'The job failed.', hint)
}
