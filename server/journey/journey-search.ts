import { setImmediate as turn } from 'node:timers/promises'
import { isFiltering, type Filters } from '../similar/domain/controls'
import { DomainError } from '../domain/errors'
import { keysMix } from '../domain/harmony'
import { findRoute, type RouteRules } from './domain/route'
import type { Layer, Stop } from './domain/stop'
import { DIMENSIONS } from '../domain/features/vector-spec'
import { gatherLayers, type LayerDeps, type PlacedStop } from './journey-layers'
import type { Named } from './journey-named'
import type { VectorSearch } from '../catalog/ports'
import type { PopularityScale } from '../similar/domain/ranking/member'

export type SearchDeps = LayerDeps & { index: Pick<VectorSearch, 'describe'> }

/** Candidates over the whole journey: a place has its share of them, within these bounds. */
const POOL = 1500
const LEAST_AT_A_PLACE = 40
const MOST_AT_A_PLACE = 150
/** Candidates at most, when filters, artists and keys leave no way through fewer. */
const MAX_POOL = 12_000
const WIDER = 4
/** With fewer that pass the filters at a place, all that pass are looked up instead. */
const LEAST_CHOICE = 20

export type Search = {
  named: Named
  places: readonly number[]
  points: Float32Array
  rules: RouteRules
  filters: Filters
  popularityScore: PopularityScale
  length: number
}
type Found = { stops: PlacedStop[]; compared: number }

/** Widens the search until there is a way through, and with `camelot` one whose keys mix, or nothing is left. */
export async function findStops(deps: SearchDeps, search: Search): Promise<Found> {
  const { named, places, points, rules, filters, popularityScore, length } = search
  const free = points.length / DIMENSIONS
  const filtering = isFiltering(filters)
  const most = Math.max(LEAST_AT_A_PLACE, Math.ceil(MAX_POOL / Math.max(1, free)))
  let allowed: BigInt64Array | null = null
  let size = Math.max(LEAST_AT_A_PLACE, Math.min(MOST_AT_A_PLACE, Math.ceil(POOL / Math.max(1, free))))
  let best: (Found & { clashes: number }) | null = null
  for (;;) {
    const gathered = await gatherLayers(deps, points, { size, filters, allowed, popularityScore })
    const thin = filtering && allowed === null && gathered.some(({ stops }) => stops.length < LEAST_CHOICE)
    const stops = thin ? null : await run(findRoute(toLayers(named, places, gathered, length), rules))
    if (stops) {
      const clashes = countClashes(stops)
      const compared = new Set(gathered.flatMap((layer) => layer.stops)).size
      if (best === null || clashes < best.clashes) best = { stops, compared, clashes }
      if (!rules.camelot || clashes === 0) return best
    }
    if (filtering && allowed === null) {
      allowed = BigInt64Array.from(await deps.tracks.findMatching(filters, null), BigInt)
      if (allowed.length < free) break
      continue
    }
    if (size >= Math.min(most, allowed?.length ?? deps.index.describe().count)) break
    size = Math.min(size * WIDER, most)
  }
  if (best) return best
  throw notPossible(length, allowed?.length ?? null, deps.index.describe().count, rules.perArtist)
}

function toLayers(
  named: Named,
  places: readonly number[],
  gathered: readonly Layer<PlacedStop>[],
  length: number,
): Layer<PlacedStop>[] {
  const free = [...gathered]
  return Array.from({ length }, (_, place) => {
    const stop = named[places.indexOf(place)]
    return places.includes(place) && stop
      ? { isNamed: true, stops: [stop] }
      : (free.shift() ?? { isNamed: false, stops: [] })
  })
}

async function run<T>(search: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = search.next()
    if (done) return value
    await turn()
  }
}

function countClashes(stops: readonly Stop[]): number {
  return stops.filter((stop, i) => i > 0 && !keysMix(stops[i - 1]?.key ?? null, stop.key)).length
}

function notPossible(
  length: number,
  passing: number | null,
  count: number,
  perArtist: number | null,
): DomainError {
  const from =
    passing === null
      ? `the ${String(count)} tracks of the catalog`
      : `the ${String(passing)} tracks that the filters leave`
  const cap = perArtist === null ? '' : `, with ${String(perArtist)} of each artist at most`
  return new DomainError(
    'JOURNEY_NOT_POSSIBLE',
    `No journey of ${String(length)} tracks can be made of ${from}${cap}.`,
  )
}
