import { parseInput } from '../domain/input'
import { JourneyRequest, type Journey } from '../domain/journey/journey'
import type { Caller } from '../trpc/router'
import { findKnown, getTrackId } from './known-tracks'

/** The journey that a body asks for; tracks that it links to and the catalog does not have are read first. */
export async function planJourney(body: object, caller: Caller): Promise<Journey> {
  const { from, to, through, ...asked } = parseInput(JourneyRequest, body)
  const input = { ...asked, from: getTrackId(from), to: getTrackId(to), through: through.map(getTrackId) }
  const known = await findKnown(() => caller.journey.plan(input))
  if (known) return known
  await caller.link.openTracks({ links: [from, ...through, to] })
  return caller.journey.plan(input)
}
