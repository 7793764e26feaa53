import { data, type AppLoadContext } from '@remix-run/node'
import { DomainError } from '~server/domain/errors'
import { orResponse } from './to-response'

/**
 * What the page of a playlist shows: its summary, or the job that makes one. A job that failed and left nothing to show
 * gives the page its status, so that a playlist that is not there answers 404.
 */
export async function answerPlaylist(context: AppLoadContext, id: string) {
  const { summary, job } = await orResponse(context, () => context.trpc.playlist.summary({ id }))
  const failure = summary === null && job?.state === 'failed' ? job.error : null
  const status = failure ? new DomainError(failure.code, failure.message).status : 200
  return data({ id, summary, job }, { status })
}
