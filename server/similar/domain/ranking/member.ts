import type { ScaledDimension } from '../../../domain/features/scaler'
import { toPopularityScore, type Embedding } from '../../../domain/features/similarity'
import { DIMENSIONS } from '../../../domain/features/vector-spec'

/** What ranking needs to know of a candidate. */
export type Candidate = {
  id: string
  publicId: string
  /** What releases of one recording share. */
  recording: string
  mask: number
  artistId: string | null
  /** 0–100, null where no source says. */
  popularity: number | null
}

/** A track with its place in the space. */
export type Member = { candidate: Candidate; place: Embedding }
/** Where a popularity stands in the catalog. */
export type PopularityScale = ScaledDimension

export function toMember(candidate: Candidate, vector: Float32Array, scale: PopularityScale): Member {
  return {
    candidate,
    place: { vector, mask: candidate.mask, popularityScore: toPopularityScore(candidate.popularity, scale) },
  }
}

/** The members among an index's hits [k ids, k × DIMENSIONS values], without what the catalog no longer has. */
export function toMembers(
  hits: { ids: BigInt64Array; vectors: Float32Array },
  candidates: Map<string, Candidate>,
  scale: PopularityScale,
): Member[] {
  const members: Member[] = []
  hits.ids.forEach((id, i) => {
    const candidate = candidates.get(String(id))
    if (candidate) {
      members.push(toMember(candidate, hits.vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS), scale))
    }
  })
  return members
}
