import { data, redirect, type ActionFunctionArgs } from '@remix-run/node'
import { MAX_SEEDS } from '~server/similar/domain/controls'
import { DomainError, toDomainError, type ErrorBody } from '~server/domain/errors'
import { MAX_PASTED_CHARACTERS, type MatchedLine } from '~server/ingestion/domain/matched-line'
import { CHOICE_PREFIX } from './choice-prefix'
import { readForm } from '~/ui/forms/read-form'
import { orResponse, toResponse } from '~/lib/to-response'

type Failure = ErrorBody['error']
/** What the page shows again: the list that was pasted, what its lines mean, and what went wrong at which form. */
export type PasteAnswer = {
  text: string
  lines: MatchedLine[]
  failure: Failure | null
  choiceFailure: Failure | null
}

/**
 * The two steps of a pasted list: its lines are matched and shown; then the chosen tracks are opened and the page goes on
 * to the list that continues from them. A failure keeps what was pasted.
 */
export async function matchPasted({ request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  const form = await orResponse(context, () => readForm(request))
  const given = form.get('text')
  const text = typeof given === 'string' ? given.slice(0, MAX_PASTED_CHARACTERS + 1) : ''
  const answer: PasteAnswer = { text, lines: [], failure: null, choiceFailure: null }
  const fail = (error: unknown, field: 'failure' | 'choiceFailure') => {
    const { status, headers } = toResponse(error, context)
    answer[field] = toDomainError(error).toBody(context.requestId).error
    return data(answer, { status, headers })
  }
  const isChoice = form.get('step') === 'choose'
  let chosen: unknown = null
  if (isChoice) {
    try {
      const ids = await context.trpc.link.openTracks({ links: readChoices(form) })
      return redirect(`/continue?${new URLSearchParams(ids.map((id) => ['seed', id])).toString()}`)
    } catch (error) {
      chosen = error
    }
  }
  try {
    answer.lines = await context.trpc.match.lines({ text: text.trim() === '' ? '' : text })
  } catch (error) {
    return fail(error, 'failure')
  }
  return chosen === null ? data(answer) : fail(chosen, 'choiceFailure')
}

function readChoices(form: FormData): string[] {
  const links = [...form].flatMap(([name, value]) =>
    name.startsWith(CHOICE_PREFIX) && typeof value === 'string' && value !== '' ? [value] : [],
  )
  const unique = [...new Set(links)]
  if (unique.length === 0) {
    throw new DomainError('INPUT_INVALID', 'No track is chosen.', { hint: 'Choose one at least.' })
  }
  if (unique.length > MAX_SEEDS) {
    throw new DomainError(
      'INPUT_INVALID',
      `A list goes on from ${String(MAX_SEEDS)} tracks at most; ${String(unique.length)} are chosen.`,
      { hint: 'Take some out.' },
    )
  }
  return unique
}
