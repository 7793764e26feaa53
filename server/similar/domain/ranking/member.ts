import type { ScaledDimension } from '../../../domain/features/scaler'
import { toPopularityScore, type Embedding } from '../../../domain/features/similarity'

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
