import { keysMix } from '../../domain/harmony'
import { createRandomStream } from '../../domain/seeded-random'
import type { GroupWeights } from '../../domain/features/similarity'
import { countClashesAhead } from './clashes'
import { keepBest, toStops, type Path } from './path'
import { angleBetween, type Layer, type Stop } from './stop'

export type RouteRules = {
  /** The energy wanted at each place, or null where any will do. */
  targets: readonly number[] | null
  /** As few steps between keys that do not mix as the candidates allow, before all else. */
  camelot: boolean
  /** Tracks of one artist at most, the named ones included; null for no bound. */
  perArtist: number | null
  /** 0 is the best route; every other number is another one, always the same. */
  route: number
  balance: GroupWeights
}

/** What the mean step counts beside the largest: of two paths with one largest step the shorter is wanted. */
const MEAN_STEP = 1
/** Radians that a mean deviation of 1 from the wanted energy is worth: .1 off all along costs as a step 11° larger. */
const OFF_ARC = 2
/** Deviation that a track without energy counts as: no better than one that is clearly off, and not ruled out. */
const UNKNOWN_OFF = 0.25
/** Radians by which another route may prefer a worse track. */
const WHIM = 0.8
/** More than any path can cost otherwise, so that clashes are counted first. */
const CLASH = 100

/**
 * The path with the least cost that takes one stop of each layer in turn, without a repeated track or recording and
 * within the artist cap (the named tracks are exempt and count); null where there is none. The first and the last layer
 * are named tracks.
 *
 *     cost = 100 · clashes of keys (with `camelot`) + largest step + mean step + 2 · mean deviation from the wanted energy
 *
 * with steps as angles in radians. A beam search: at each place the 48 cheapest paths go on. What lies ahead of one is
 * judged by lower bounds: with an angle of θ to the next named track, n steps away, at least θ remains to be walked, and
 * one step is θ / n or more; clashes ahead are counted over the keys of the layers. The work is bounded by layers × 48 ×
 * stops of a layer. Yields after every layer, so that whoever runs it can let others have their turn. Of equal costs the
 * earlier stop of a layer is taken.
 */
export function* findRoute<S extends Stop>(
  layers: readonly Layer<S>[],
  rules: RouteRules,
): Generator<undefined, S[] | null> {
  const { balance, perArtist } = rules
  const named = layers.flatMap(({ isNamed, stops }) => (isNamed ? stops : []))
  const costOf = createCost<S>(layers, rules)
  let beam: (Path<S> | null)[] = [null]
  for (const [at, { isNamed, stops }] of layers.entries()) {
    const angles = new Map<Stop, number[]>()
    const anglesFrom = (from: Stop) => {
      const known = angles.get(from) ?? stops.map((stop) => angleBetween(from, stop, balance))
      angles.set(from, known)
      return known
    }
    const restOf = toRest(layers, at, balance)
    const rests = stops.map(restOf)
    const longer = beam.flatMap((before) => {
      const steps = before ? anglesFrom(before.stop) : []
      return stops.map((stop, i) =>
        costOf({ at, stop, before, step: steps[i] ?? 0, rest: rests[i] ?? REACHED }),
      )
    })
    beam = keepBest(longer, isNamed ? null : { named, perArtist })
    if (beam.length === 0) return null
    yield
  }
  const [best] = beam
  return best ? toStops(best) : null
}

type Rest = { angle: number; steps: number }
type Extension<S extends Stop> = { at: number; stop: S; before: Path<S> | null; step: number; rest: Rest }
const REACHED: Rest = { angle: 0, steps: 0 }

/** What is left to the next named track after a place. */
function toRest(layers: readonly Layer[], at: number, balance: GroupWeights): (stop: Stop) => Rest {
  const next = layers.findIndex(({ isNamed }, i) => i > at && isNamed)
  const goal = layers[next]?.stops[0]
  if (!goal) return () => REACHED
  return (stop) => ({ angle: angleBetween(stop, goal, balance), steps: next - at })
}

/** The path that is longer by one stop, with its cost. */
function createCost<S extends Stop>(layers: readonly Layer[], { targets, camelot, route }: RouteRules) {
  const steps = Math.max(1, layers.length - 1)
  const whimOf = createWhims(route)
  const clashesAhead = camelot ? countClashesAhead(layers) : null
  return ({ at, stop, before, step, rest }: Extension<S>): Path<S> => {
    const free = layers[at]?.isNamed !== true
    const clash = before !== null && !keysMix(before.stop.key, stop.key)
    const largest = Math.max(before?.largest ?? 0, step)
    const walked = (before?.walked ?? 0) + step
    const off = (before?.off ?? 0) + (free ? offTarget(stop, targets?.[at]) : 0)
    const whims = (before?.whims ?? 0) + (free ? whimOf(stop) : 0)
    const clashes = (before?.clashes ?? 0) + (clash ? 1 : 0)
    const bound = rest.steps === 0 ? 0 : rest.angle / rest.steps
    const cost =
      (clashesAhead ? CLASH * (clashes + clashesAhead(at, stop.key)) : 0) +
      Math.max(largest, bound) +
      (MEAN_STEP * (walked + rest.angle) + OFF_ARC * off + whims) / steps
    return { stop, before, largest, walked, off, whims, clashes, cost }
  }
}

function offTarget({ energy }: Stop, target: number | undefined): number {
  if (target === undefined) return 0
  return energy === null ? UNKNOWN_OFF : Math.abs(energy - target)
}

/** A number for each track that depends on the route and the track alone; none for the best route. */
function createWhims(route: number): (stop: Stop) => number {
  if (route === 0) return () => 0
  const known = new Map<Stop, number>()
  return (stop) => {
    const whim = known.get(stop) ?? WHIM * createRandomStream(route, ...new TextEncoder().encode(stop.id))()
    known.set(stop, whim)
    return whim
  }
}
