import { DIMENSIONS } from '../../domain/features/vector-spec'

/** A track that was asked for its neighbours, and these: unit vectors [n × DIMENSIONS], best first. */
export type Neighbourhood = {
  recording: string
  query: Float32Array
  hits: readonly { recording: string }[]
  vectors: Float32Array
}

/**
 * The recordings of `lists` by how central and by how unusual they are, most first.
 *
 * Central: how many lists of the k nearest a recording stands in, its k-occurrence N_k. Such hubs lie close to the
 * middle of the data, or of a part of it (Radovanović, Nanopoulos and Ivanović, Hubs in space, JMLR 11, 2010).
 * Unusual: the mean cosine to a recording's own k nearest, least first: the weight of Angiulli and Pizzuti, Fast outlier
 * detection in high dimensional spaces, PKDD 2002, on the sphere. Releases of a recording are not its neighbours, and
 * count as one.
 */
export function findExtremes(lists: readonly Neighbourhood[], k: number) {
  const occurrences = new Map<string, number>()
  const likeness = new Map<string, number>()
  for (const { recording, query, hits, vectors } of lists) {
    const seen = new Set([recording])
    let sum = 0
    for (const [row, hit] of hits.entries()) {
      if (seen.size > k) break
      if (seen.has(hit.recording)) continue
      seen.add(hit.recording)
      sum += cosine(query, vectors, row)
      occurrences.set(hit.recording, (occurrences.get(hit.recording) ?? 0) + 1)
    }
    if (seen.size > 1) likeness.set(recording, sum / (seen.size - 1))
  }
  const byRecording = ([a]: [string, number], [b]: [string, number]) => (a < b ? -1 : 1)
  return {
    central: [...occurrences].sort((a, b) => b[1] - a[1] || byRecording(a, b)),
    unusual: [...likeness].sort((a, b) => a[1] - b[1] || byRecording(a, b)),
  }
}

function cosine(query: Float32Array, vectors: Float32Array, row: number): number {
  let sum = 0
  for (let i = 0; i < DIMENSIONS; i++) sum += (query[i] ?? 0) * (vectors[row * DIMENSIONS + i] ?? 0)
  return sum
}
