import { resolveControls, SLIDERS } from '../similar/domain/controls'
import { toEnergyTargets } from './domain/arcs'
import { DEFAULT_PER_ARTIST, type Journey, type JourneyInput } from './domain/journey'
import { toPlaces } from './domain/places'
import type { RouteRules } from './domain/route'
import { angleBetween } from './domain/stop'
import type { Card } from '../catalog/ports'
import type { GetCatalogSample } from '../similar/catalog-sample'
import { describeJourney } from './describe-journey'
import type { GetEnergySlope } from './energy-slope'
import { getNamed, type NamedDeps } from './journey-named'
import { toPoints } from './journey-points'
import { findStops, type SearchDeps } from './journey-search'

export type PlanJourneyDeps = NamedDeps &
  SearchDeps & {
    tracks: { findCards: (ids: string[]) => Promise<Map<string, Card>> }
    sample: GetCatalogSample
    energySlope: GetEnergySlope
  }

/**
 * A path of exactly `length` tracks from one track to another through others, in even steps: candidates are the nearest
 * to points on the great circles between the named tracks (`slerp`), moved by the energy that the arc wants, and
 * `findRoute` chooses among them.
 * Throws INPUT_INVALID, TRACK_NOT_IN_CATALOG, JOURNEY_NOT_POSSIBLE, CATALOG_EMPTY, BUSY or TIMED_OUT.
 */
export async function planJourney(deps: PlanJourneyDeps, input: JourneyInput): Promise<Journey> {
  const { length, arc = null, camelot, route } = input
  const { weights, filters, perArtist } = resolveControls('similar', {
    perArtist: DEFAULT_PER_ARTIST,
    ...input,
  })
  const balance = Float64Array.from(SLIDERS, (slider) => weights[slider])
  const { popularityScore } = await deps.sample()
  const named = await getNamed(deps, input, popularityScore)
  const angles = named.slice(1).map((stop, leg) => angleBetween(named[leg] ?? stop, stop, balance))
  const places = toPlaces(angles, length)
  const targets =
    arc === null ? null : toEnergyTargets(arc, length, [named[0].energy, named.at(-1)?.energy ?? null])
  const slope = targets === null ? null : await deps.energySlope()
  const points = toPoints(named, places, { targets, slope, balance })
  const rules: RouteRules = { targets, camelot, perArtist, route, balance }
  const { stops, compared } = await findStops(deps, {
    named,
    places,
    points,
    rules,
    filters,
    popularityScore,
    length,
  })
  const cards = await deps.tracks.findCards(stops.map(({ member }) => member.candidate.id))
  const { version, count } = deps.index.describe()
  return {
    ...describeJourney(stops, { cards, named, targets, balance }),
    arc,
    camelot,
    route,
    compared,
    catalogSize: count,
    indexVersion: version,
  }
}
