import { packPlaces, placeAt, toPlaces, type Places } from '../../../domain/features/places'
import { toPopularityScore } from '../../../domain/features/similarity'
import { DIMENSIONS } from '../../../domain/features/vector-spec'
import type { Candidate, Member, PopularityScale } from './member'

/** Tracks that are compared with a question: a candidate and a place a row. */
export type Pool = { candidates: readonly Candidate[]; places: Places }

/** The pool of an index's hits [k ids, k × DIMENSIONS values], without what the catalog no longer has. */
export function toPool(
  { ids, vectors }: { ids: BigInt64Array; vectors: Float32Array },
  candidates: ReadonlyMap<string, Candidate>,
  scale: PopularityScale,
): Pool {
  const kept: Candidate[] = []
  const packed = new Float32Array(vectors.length)
  ids.forEach((id, i) => {
    const candidate = candidates.get(String(id))
    if (!candidate) return
    packed.set(vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS), kept.length * DIMENSIONS)
    kept.push(candidate)
  })
  return packPool(kept, packed.subarray(0, kept.length * DIMENSIONS), scale)
}

/** The pool of candidates and their unit vectors, one after the other [candidates × DIMENSIONS]. */
export function packPool(
  candidates: readonly Candidate[],
  vectors: Float32Array,
  scale: PopularityScale,
): Pool {
  const masks = Int32Array.from(candidates, ({ mask }) => mask)
  const places = toPlaces(vectors, masks)
  candidates.forEach(({ popularity }, row) => {
    places.popularityScores[row] = toPopularityScore(popularity, scale) ?? Number.NaN
  })
  return { candidates, places }
}

/** The pool of tracks that are members already. */
export function poolOf(members: readonly Member[]): Pool {
  return {
    candidates: members.map(({ candidate }) => candidate),
    places: packPlaces(members.map(({ place }) => place)),
  }
}

/** The track of a row. */
export function memberAt({ candidates, places }: Pool, row: number): Member {
  const candidate = candidates[row]
  if (!candidate) throw new Error('the pool has no such row')
  return { candidate, place: placeAt(places, row) }
}
