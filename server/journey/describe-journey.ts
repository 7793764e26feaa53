import { camelotCode, keyName, keysMix } from '../domain/harmony'
import type { Journey, JourneyStop } from './domain/journey'
import { describeStep } from './domain/step'
import type { GroupWeights } from '../domain/features/similarity'
import type { Track } from '../domain/track'
import type { PlacedStop } from './journey-layers'

type Context = {
  tracks: readonly Track[]
  named: readonly PlacedStop[]
  targets: readonly number[] | null
  balance: GroupWeights
}

/** The stops of a journey as they are shown, each with what happens to the next, and what holds for the whole. */
export function describeJourney(
  stops: readonly PlacedStop[],
  { tracks, named, targets, balance }: Context,
): Pick<Journey, 'stops' | 'largestStep' | 'meanStep' | 'clashes'> {
  const byId = new Map(tracks.map((track) => [track.id, track]))
  const shown = stops.flatMap((stop, i): JourneyStop[] => {
    const track = byId.get(stop.id)
    const after = stops[i + 1]
    if (!track) return []
    const next = after ? describeStep(toEnd(stop), toEnd(after), balance) : null
    return [
      {
        place: i + 1,
        track,
        named: named.includes(stop),
        energy: stop.energy,
        tempo: stop.described.input.values.tempo ?? null,
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

const toEnd = ({ place, described }: PlacedStop) => ({ place, input: described.input })
