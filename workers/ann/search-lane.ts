import type { SearchBatchHits, SearchLaneAnswer } from '../protocol'

/** The ids of a batch that the server wrote. */
export function readLane(lane: SharedArrayBuffer, rows: number): BigInt64Array {
  // A copy: FAISS takes no array over shared memory.
  return new BigInt64Array(lane, 0, rows).slice()
}

/** Writes an answer in the order that SearchLaneAnswer tells; one that does not fit is left outside. */
export function writeLane(lane: SharedArrayBuffer, hits: SearchBatchHits): SearchLaneAnswer {
  const { queries, ids, scores, vectors, k, dims, failures } = hits
  const answer = { k, dims, failures, rows: queries.length / dims, outside: null }
  const bytes = ids.byteLength + scores.byteLength + queries.byteLength + vectors.byteLength
  if (bytes > lane.byteLength) return { ...answer, outside: { queries, ids, scores, vectors } }
  new BigInt64Array(lane, 0, ids.length).set(ids)
  const floats = new Float32Array(lane, ids.byteLength)
  floats.set(scores, 0)
  floats.set(queries, scores.length)
  floats.set(vectors, scores.length + queries.length)
  return answer
}
