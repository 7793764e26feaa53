import { isFiltering, type Filters } from './domain/controls'
import type { Candidate, PopularityScale } from './domain/ranking/member'
import { toPool, type Pool } from './domain/ranking/pool'
import type { Question } from './domain/ranking/question'
import { GROUPS, VECTOR_SPEC, DIMENSIONS } from '../domain/features/vector-spec'
import type { VectorSearch } from '../catalog/ports'

export type GatherDeps = {
  tracks: {
    findCandidates: (ids: string[]) => Promise<Map<string, Candidate>>
    findMatching: (filters: Filters, among: string[] | null) => Promise<string[]>
    findTracksOfArtists: (artistIds: string[], perArtist: number) => Promise<Map<string, string[]>>
  }
  index: Pick<VectorSearch, 'searchVectors' | 'readVectors'>
}

export type GatherOptions = {
  /** Nearest tracks wanted of the index. */
  size: number
  filters: Filters
  /** Ids that pass the filters, where they have been looked up. */
  allowed: BigInt64Array | null
  popularityScore: PopularityScale
}

/** Tracks of a seed's artist that are considered, the best known first. */
const TRACKS_PER_ARTIST = 100

/**
 * The tracks that are worth comparing exactly: the nearest to the mean of the seeds, the nearest to each of them, and
 * in mode `continue` the tracks of their artists. All of them pass the filters.
 */
export async function gatherPool(
  { tracks, index }: GatherDeps,
  question: Question,
  { size, filters, allowed, popularityScore }: GatherOptions,
): Promise<Pool> {
  const vectors = question.seeds.map(({ place }) => place.vector)
  const include = allowed ?? undefined
  const [nearest, ofArtists] = await Promise.all([
    Promise.all([
      index.searchVectors(toQueries([toMean(vectors)], question), size, include),
      vectors.length > 1
        ? index.searchVectors(toQueries(vectors, question), Math.ceil(size / vectors.length), include)
        : [],
    ]),
    findOfArtists(tracks, question),
  ])
  const found = new Map<bigint, Float32Array>()
  for (const { ids, vectors: near } of nearest.flat()) {
    ids.forEach((id, i) => {
      if (id >= 0n && !found.has(id)) found.set(id, near.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS))
    })
  }
  const missing = ofArtists.filter((id) => !found.has(BigInt(id)))
  const read = missing.length === 0 ? new Float32Array() : await index.readVectors(missing)
  missing.forEach((id, i) => found.set(BigInt(id), read.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)))
  return readPool(tracks, found, filters, popularityScore)
}

async function readPool(
  tracks: GatherDeps['tracks'],
  found: Map<bigint, Float32Array>,
  filters: Filters,
  popularityScore: PopularityScale,
): Promise<Pool> {
  const all = [...found.keys()].map(String)
  const ids = isFiltering(filters) ? await tracks.findMatching(filters, all) : all
  const labels = BigInt64Array.from(ids, BigInt)
  const vectors = new Float32Array(ids.length * DIMENSIONS)
  labels.forEach((id, i) => {
    const vector = found.get(id)
    if (vector) vectors.set(vector, i * DIMENSIONS)
  })
  return toPool({ ids: labels, vectors }, await tracks.findCandidates(ids), popularityScore)
}

async function findOfArtists(tracks: GatherDeps['tracks'], { seeds, controls }: Question): Promise<string[]> {
  if (controls.mode !== 'continue') return []
  const artists = seeds.flatMap(({ candidate }) => (candidate.artistId === null ? [] : [candidate.artistId]))
  if (artists.length === 0) return []
  return [...(await tracks.findTracksOfArtists([...new Set(artists)], TRACKS_PER_ARTIST)).values()].flat()
}

const GROUP_OF = VECTOR_SPEC.dimensions.map(({ group }) => GROUPS.indexOf(group))

/** The vectors one after the other, each group as much as it counts: the dot product then is that of the sliders. */
function toQueries(vectors: Float32Array[], { balance }: Question): Float32Array {
  const queries = new Float32Array(vectors.length * DIMENSIONS)
  vectors.forEach((vector, row) => {
    GROUP_OF.forEach((group, i) => {
      queries[row * DIMENSIONS + i] = (vector[i] ?? 0) * (balance[group] ?? 1)
    })
  })
  return queries
}

function toMean(vectors: Float32Array[]): Float32Array {
  const mean = new Float32Array(DIMENSIONS)
  for (const vector of vectors) vector.forEach((v, i) => (mean[i] = (mean[i] ?? 0) + v / vectors.length))
  return mean
}
