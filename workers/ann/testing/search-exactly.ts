import type { SearchHits } from '../../protocol'

/** What an index has to answer, in plain JavaScript: equal scores in the order of the map. */
export function searchExactly(
  vectors: ReadonlyMap<bigint, Float32Array>,
  query: Float32Array,
  k: number,
  include?: ReadonlySet<bigint>,
): Pick<SearchHits, 'ids' | 'scores'> {
  const hits = [...vectors]
    .filter(([id]) => include?.has(id) ?? true)
    .map(([id, vector]) => ({ id, score: vector.reduce((sum, v, i) => sum + v * (query[i] ?? 0), 0) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, k)
  return {
    ids: BigInt64Array.from(hits, ({ id }) => id),
    scores: Float32Array.from(hits, ({ score }) => score),
  }
}
