import { data, redirect, type ActionFunctionArgs } from '@remix-run/node'
import { toDomainError, type ErrorBody } from '~server/domain/errors'
import { isName, isTrackId } from '~server/search/domain/is-name'
import { searchPath } from '~/ui/search/choice-path'
import { readForm } from './read-form'
import { toResponse } from '~/lib/to-response'

/** What the form shows again: the sentence, and the text that was typed. */
export type LinkFailure = { url: string; error: ErrorBody['error'] }

/** Longest text that is shown again; a link is far shorter. */
const MAX_ECHO = 2048

/**
 * Opens what was pasted: goes on to the track's or the playlist's page, to the choices of a name, or gives the failure with its status, for the
 * form to show.
 */
export async function openLink({ request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  let url = ''
  try {
    url = await readField(request, 'url')
    const named = await findNamed(url.trim(), context)
    if (named !== null) return redirect(named)
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

/** The page of the track that is named in full, or of the choices; null for a link. */
async function findNamed(q: string, { trpc }: ActionFunctionArgs['context']): Promise<string | null> {
  if (!isName(q) && !isTrackId(q)) return null
  const { only } = await trpc.search.tracks({ q })
  if (only !== null) return `/t/${encodeURIComponent(only)}`
  return isName(q) ? searchPath(q, null) : null
}

async function readField(request: Request, name: string): Promise<string> {
  const form = await readForm(request, 'Send the form from the front page.')
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
