import { compare, type Likeness } from '../domain/similarity'
import type { UnitVector } from '../domain/vector'
import { DIMENSIONS } from '../domain/vector-spec'
import type { Candidate } from './ports'

export type Ranked = { candidate: Candidate; likeness: Likeness }
type Hits = { ids: BigInt64Array; vectors: Float32Array }

/** Less of the space in common than this, and a likeness says nothing worth showing. */
const LEAST_CONFIDENCE = 0.5

/**
 * The k best of the index's hits, compared again over the groups both tracks have. Leaves out the query itself and
 * other releases of its recording, and keeps one release of each recording: the same song twice tells nobody anything.
 * Equal scores are ordered by id, so that the same question has the same answer.
 */
export function rankCandidates(
  query: { candidate: Candidate; vector: UnitVector },
  hits: Hits,
  candidates: Map<string, Candidate>,
  k: number,
): Ranked[] {
  const ranked: Ranked[] = []
  hits.ids.forEach((id, i) => {
    const candidate = candidates.get(String(id))
    if (!candidate || candidate.id === query.candidate.id || isSameRecording(candidate, query.candidate)) {
      return
    }
    const vector = hits.vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)
    const likeness = compare(
      { vector: query.vector, mask: query.candidate.mask },
      { vector, mask: candidate.mask },
    )
    if (likeness.confidence >= LEAST_CONFIDENCE) ranked.push({ candidate, likeness })
  })
  ranked.sort(
    (a, b) => b.likeness.score - a.likeness.score || (a.candidate.publicId < b.candidate.publicId ? -1 : 1),
  )
  return firstOfEachRecording(ranked).slice(0, k)
}

function isSameRecording(a: Candidate, b: Candidate): boolean {
  return (a.isrc !== null && a.isrc === b.isrc) || (a.artistId !== null && a.songKey === b.songKey)
}

function firstOfEachRecording(ranked: Ranked[]): Ranked[] {
  const songs = new Set<string>()
  const isrcs = new Set<string>()
  return ranked.filter(({ candidate }) => {
    const seen = songs.has(candidate.songKey) || (candidate.isrc !== null && isrcs.has(candidate.isrc))
    songs.add(candidate.songKey)
    if (candidate.isrc !== null) isrcs.add(candidate.isrc)
    return !seen
  })
}
