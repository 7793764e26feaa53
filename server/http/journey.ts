import { parseInput } from '../domain/input'
import { JourneyRequest, type Journey } from '../domain/journey/journey'
import type { Caller } from '../trpc/router'
import { answerForTracks } from './known-tracks'

/** The journey that a body asks for; tracks that it links to and the catalog does not have are read first. */
export function planJourney(body: object, caller: Caller): Promise<Journey> {
  const { from, to, through, ...asked } = parseInput(JourneyRequest, body)
  return answerForTracks([from, to, ...through], caller, ([first = '', last = '', ...between]) =>
    caller.journey.plan({ ...asked, from: first, to: last, through: between }),
  )
}
