import type { FaissVectorIndex } from './faiss-index'
import { NO_ID } from './vector-index'

/** Vectors of the hits; zeros where a row has fewer than k of them. */
export function reconstructHits(
  index: Pick<FaissVectorIndex, 'dims' | 'reconstruct'>,
  labels: BigInt64Array,
): Float32Array {
  if (!labels.includes(NO_ID)) return index.reconstruct(labels)
  const vectors = new Float32Array(labels.length * index.dims)
  const found = index.reconstruct(labels.filter((label) => label !== NO_ID))
  let at = 0
  labels.forEach((label, i) => {
    if (label !== NO_ID) vectors.set(found.subarray(at, (at += index.dims)), i * index.dims)
  })
  return vectors
}
