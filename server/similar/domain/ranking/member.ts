import type { ScaledDimension } from '../../../domain/features/scaler'
import { toFame, type Place } from '../../../domain/features/similarity'
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
export type Member = { candidate: Candidate; place: Place }
/** Where a popularity stands in the catalog. */
export type FameScale = ScaledDimension

export function toMember(candidate: Candidate, vector: Float32Array, scale: FameScale): Member {
  return { candidate, place: { vector, mask: candidate.mask, fame: toFame(candidate.popularity, scale) } }
}

/** The members among an index's hits [k ids, k × DIMENSIONS values], without what the catalog no longer has. */
export function toMembers(
  hits: { ids: BigInt64Array; vectors: Float32Array },
  candidates: Map<string, Candidate>,
  scale: FameScale,
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
