import { isFiltering, type Filters } from '../similar/domain/controls'
import type { Layer, Stop } from './domain/stop'
import { DIMENSIONS } from '../domain/features/vector-spec'
import { toMember, type Candidate, type PopularityScale, type Member } from '../similar/domain/ranking/member'
import type { Sound, VectorSearch } from '../catalog/ports'

export type LayerDeps = {
  tracks: {
    findCandidates: (ids: string[]) => Promise<Map<string, Candidate>>
    findMatching: (filters: Filters, among: string[] | null) => Promise<string[]>
    findSounds: (ids: string[]) => Promise<Map<string, Sound>>
  }
  index: Pick<VectorSearch, 'searchVectors'>
}

export type LayerOptions = {
  /** Nearest tracks wanted at each point. */
  size: number
  filters: Filters
  /** Ids that pass the filters, where they have been looked up. */
  allowed: BigInt64Array | null
  popularityScore: PopularityScale
}

/** A stop beside what it was made of. */
export type PlacedStop = Stop & { member: Member }

/**
 * The stops that may stand at each of the points, one after the other in `points` [n × DIMENSIONS], nearest first: all
 * points are searched for in one call. Tracks without any value are left out, as there is nothing to say about them.
 */
export async function gatherLayers(
  { tracks, index }: LayerDeps,
  points: Float32Array,
  { size, filters, allowed, popularityScore }: LayerOptions,
): Promise<Layer<PlacedStop>[]> {
  const hits = await index.searchVectors(points, size, allowed ?? undefined)
  const found = new Map<string, Float32Array>()
  for (const { ids, vectors } of hits) {
    ids.forEach((id, i) => {
      if (id >= 0n) found.set(String(id), vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS))
    })
  }
  const all = [...found.keys()]
  const passing = isFiltering(filters) && !allowed ? await tracks.findMatching(filters, all) : all
  const [candidates, sounds] = await Promise.all([tracks.findCandidates(passing), tracks.findSounds(passing)])
  const stops = new Map<string, PlacedStop>()
  for (const id of passing) {
    const [candidate, known, vector] = [candidates.get(id), sounds.get(id), found.get(id)]
    if (candidate && known && vector) {
      stops.set(id, toStop(toMember(candidate, vector, popularityScore), known))
    }
  }
  return hits.map(({ ids }) => ({
    isNamed: false,
    stops: [...ids].flatMap((id) => stops.get(String(id)) ?? []),
  }))
}

export function toStop(member: Member, sound: Sound): PlacedStop {
  const { publicId, artistId, recording } = member.candidate
  return {
    id: publicId,
    place: member.place,
    artistId,
    recording,
    ...sound,
    member,
  }
}
