import { parseInput } from '~server/domain/input/input'
import { JourneyQuery } from '~server/journey/domain/journey'
import { MAX_LINK_TEXT } from '~server/domain/spotify-ref'
import { toFilled } from '~server/similar/domain/asked-fields'

/** The fields of the form as they were sent, to be shown again whatever is wrong with them. */
export type JourneyFields = { from: string; to: string; through: string }

/** The named tracks of the address: a field for each end, and one with those between. */
export function readJourneyFields(request: Request): JourneyFields {
  const { searchParams } = new URL(request.url)
  const read = (name: string) => (searchParams.get(name) ?? '').trim().slice(0, MAX_LINK_TEXT + 1)
  return { from: read('from'), to: read('to'), through: read('through') }
}

/** How the journey is asked for beside its tracks. Throws INPUT_INVALID. */
export function readJourneyQuery(request: Request): JourneyQuery {
  return parseInput(JourneyQuery, toFilled(new URL(request.url).searchParams))
}
