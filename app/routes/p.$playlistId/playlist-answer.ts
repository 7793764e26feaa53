import { data, type AppLoadContext } from '@remix-run/node'
import { DomainError } from '~server/domain/errors'
import { wasStopped } from '~/ui/jobs/job-words'
import { orResponse } from '~/lib/to-response'

/**
 * What the page of a playlist shows: its summary, or the job that makes one, and what that job could not do. A job that failed and left nothing to show
 * gives the page its status, so that a playlist that is not there answers 404.
 */
export async function answerPlaylist(context: AppLoadContext, id: string) {
  const { summary, job, mayChange } = await orResponse(context, () => context.trpc.playlist.summary({ id }))
  const failure = summary === null && job?.state === 'failed' && !wasStopped(job) ? job.error : null
  const status = failure ? new DomainError(failure.code, failure.message).status : 200
  const failures = job
    ? (await orResponse(context, () => context.trpc.job.describe({ id: job.id }))).failures
    : []
  return data({ id, summary, job, mayChange, failures, now: new Date().toISOString() }, { status })
}
