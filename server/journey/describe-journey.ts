import { camelotCode, keyName, keysMix } from '../domain/harmony'
import type { Journey, JourneyStop } from './domain/journey'
import { describeStep } from './domain/step'
import type { GroupWeights } from '../domain/features/similarity'
import type { Card } from '../catalog/ports'
import type { PlacedStop } from './journey-layers'

type Context = {
  /** By own id. */
  cards: ReadonlyMap<string, Card>
  named: readonly PlacedStop[]
  targets: readonly number[] | null
  balance: GroupWeights
}

/** The stops of a journey as they are shown, each with what happens to the next, and what holds for the whole. */
export function describeJourney(
  stops: readonly PlacedStop[],
  { cards, named, targets, balance }: Context,
): Pick<Journey, 'stops' | 'largestStep' | 'meanStep' | 'clashes'> {
  const toEnd = (stop: PlacedStop | undefined) => {
    const card = stop && cards.get(stop.member.candidate.id)
    return card ? { track: card.track, place: stop.place, input: card.described.input } : null
  }
  const shown = stops.flatMap((stop, i): JourneyStop[] => {
    const here = toEnd(stop)
    const after = toEnd(stops[i + 1])
    if (!here) return []
    const next = after ? describeStep(here, after, balance) : null
    return [
      {
        place: i + 1,
        track: here.track,
        named: named.includes(stop),
        energy: stop.energy,
        tempo: here.input.values.tempo ?? null,
        key:
          stop.key && `${camelotCode(stop.key.key, stop.key.mode)} ${keyName(stop.key.key, stop.key.mode)}`,
        wanted: targets?.[i] ?? null,
        next,
      },
    ]
  })
  const degrees = shown.flatMap(({ next }) => (next ? [next.degrees] : []))
  return {
    stops: shown,
    largestStep: Math.max(0, ...degrees),
    meanStep: degrees.reduce((sum, step) => sum + step / degrees.length, 0),
    clashes: stops.filter((stop, i) => i > 0 && !keysMix(stops[i - 1]?.key ?? null, stop.key)).length,
  }
}
