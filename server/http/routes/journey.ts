import { parseInput } from '../../domain/input/input'
import { JourneyRequest, type Journey } from '../../journey/domain/journey'
import type { Caller } from '../../router'
import { answerForTracks } from './known-tracks'

/** The journey that a body asks for; tracks that it links to and the catalog does not have are read first. */
export function planJourney(body: object, caller: Caller): Promise<Journey> {
  const { from, to, through, ...asked } = parseInput(JourneyRequest, body)
  return answerForTracks([from, to, ...through], caller, ([first = '', last = '', ...between]) =>
    caller.journey.plan({ ...asked, from: first, to: last, through: between }),
  )
}
