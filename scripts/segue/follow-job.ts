import { setTimeout as sleep } from 'node:timers/promises'
import type { SegueClient } from '~server/client'
import { isActiveJob, type Job } from '~server/domain/job'
import type { JobEvent } from '~server/domain/job-event'
import { Failure, isUnreachable } from './failure'
import type { Progress } from './progress'

/** Without a stream of events one looks this often. */
const LOOK_MS = 1000
/** A server that restarts is back within this many looks; the job goes on without us. */
const MAX_LOST_LOOKS = 10

/**
 * Waits until a job is over and shows how far it is: from the stream of its events, and by looking where there is none.
 * Throws a Failure with the job's own sentence if it failed or was stopped. The signal ends the waiting, not the job.
 */
export async function followJob(
  client: SegueClient,
  started: Job,
  progress: Progress,
  signal?: AbortSignal,
): Promise<Job> {
  let job = started
  let lost = 0
  try {
    progress.update(job)
    while (isActiveJob(job)) {
      signal?.throwIfAborted()
      await watch(client, job.id, progress, signal)
      signal?.throwIfAborted()
      try {
        job = await client.job.get.query({ id: job.id })
        lost = 0
      } catch (error) {
        lost += 1
        if (!isUnreachable(error) || lost >= MAX_LOST_LOOKS) throw error
      }
      if (!isActiveJob(job)) break
      progress.update(job)
      await sleep(LOOK_MS, undefined, signal ? { signal } : {})
    }
  } finally {
    progress.stop()
  }
  if (job.state !== 'done') throw toJobFailure(job)
  return job
}

/** Shows the events of a job until its stream is over, whatever ends it: how the job stands is looked up then. */
function watch(client: SegueClient, id: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stream = client.job.watch.subscribe(
      { id },
      {
        onData: ({ data }) => {
          progress.update(toState(data))
        },
        onComplete: end,
        onError: end,
        onConnectionStateChange: ({ state, error }) => {
          if (state === 'connecting' && error) end()
        },
      },
    )
    function end() {
      signal?.removeEventListener('abort', end)
      stream.unsubscribe()
      resolve()
    }
    signal?.addEventListener('abort', end, { once: true })
  })
}

const toState = ({ stage, state, ...rest }: JobEvent) => ({
  ...rest,
  state,
  stage,
})

function toJobFailure({ id, state, error }: Job): Failure {
  const hint = error?.hint ?? `Resume it with \`segue jobs ${id} --resume\`.`
  const message = state === 'cancelled' ? 'The job was stopped.' : 'The job failed.'
  return new Failure(error?.code ?? 'JOB_FAILED', error?.message ?? message, hint)
}
