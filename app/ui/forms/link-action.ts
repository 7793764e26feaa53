import { data, redirect, type ActionFunctionArgs } from '@remix-run/node'
import { toDomainError, type ErrorBody } from '~server/domain/errors'
import { readForm } from './read-form'
import { toResponse } from '~/lib/to-response'

/** What the form shows again: the sentence, and the text that was typed. */
export type LinkFailure = { url: string; error: ErrorBody['error'] }

/** Longest text that is shown again; a link is far shorter. */
const MAX_ECHO = 2048

/**
 * Opens what was pasted: goes on to the track's or the playlist's page, or gives the failure with its status, for the
 * form to show.
 */
export async function openLink({ request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  let url = ''
  try {
    url = await readField(request, 'url')
    const opened = await context.trpc.link.open({ url })
    return redirect(`/${opened.kind === 'track' ? 't' : 'p'}/${encodeURIComponent(opened.id)}`)
  } catch (error) {
    const { status, headers } = toResponse(error, context)
    const failure: LinkFailure = {
      url: url.slice(0, MAX_ECHO),
      error: toDomainError(error).toBody(context.requestId).error,
    }
    return data(failure, { status, headers })
  }
}

async function readField(request: Request, name: string): Promise<string> {
  const form = await readForm(request, 'Send the form from the front page.')
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
