import type { AppLoadContext } from '@remix-run/node'
import { DomainError, toDomainError, type ErrorBody } from '~server/domain/errors'
import type { Journey } from '~server/journey/domain/journey'
import { getTrackIds, splitLinks } from '~server/domain/links/track-ref'
import { resolveName } from '~/ui/search/resolve-names'
import { readJourneyQuery, type JourneyFields } from './journey-query'
import { toResponse } from '~/lib/to-response'

type Answer = {
  journey: Journey | null
  failure: ErrorBody['error'] | null
  status: number
  headers: Headers
}

/** The journey that an address asks for, once it names an end; else none. A failure is for the form to show. */
export async function planFromAddress(
  request: Request,
  { from, to, through }: JourneyFields,
  context: AppLoadContext,
): Promise<Answer> {
  const none = { journey: null, failure: null, status: 200, headers: new Headers() }
  if (to === '' && through === '') return none
  try {
    if (from === '' || to === '') {
      throw new DomainError('INPUT_INVALID', 'A journey needs a track to start from and one to end with.', {
        hint: 'Fill in both ends.',
      })
    }
    const query = readJourneyQuery(request)
    const named: string[] = []
    for (const [field, text] of toFields({ from, to, through })) {
      named.push(await resolveName(text, { page: 'journey', field, request, context }))
    }
    const resolve = (links: string[]) => context.trpc.link.resolve({ links })
    const [first = '', last = '', ...between] = await getTrackIds(named, resolve)
    const input = { ...query, from: first, to: last, through: between }
    return { ...none, journey: await context.trpc.journey.plan(input) }
  } catch (error) {
    // The choices of a name.
    if (error instanceof Response) throw error
    const { status, headers } = toResponse(error, context)
    return { journey: null, failure: toDomainError(error).toBody(context.requestId).error, status, headers }
  }
}

/** What each track of the journey is named by, with its field. */
const toFields = ({ from, to, through }: JourneyFields): [field: string, text: string][] => [
  ['from', from],
  ['to', to],
  ...splitLinks(through).map((text): [string, string] => ['through', text]),
]
