import { loadFaiss } from '../native/faiss'
import { createFlatIndex, toNlist, trainIvfIndex, type FaissVectorIndex } from './faiss-index'

export type BuiltFaiss = {
  index: FaissVectorIndex
  nlist: number | null
  nprobe: number | null
  recall: number | null
}

/** k-means gains nothing past 256 points a centroid (faiss/Clustering.h); a quarter of it is measured as good here. */
export const TRAINING_POINTS_PER_LIST = 64
const SAMPLE_QUERIES = 200
const RECALL_AT = 10

/**
 * An index over unit vectors [n × d] under inner product: exact up to `exactMax` vectors, IndexIVFFlat above, with the
 * smallest nprobe (a power of two) that reaches `recallTarget` recall@10 against exact search on a sample.
 */
export function buildFaissIndex(
  vectors: Float32Array,
  ids: BigInt64Array,
  dims: number,
  { exactMax, recallTarget }: { exactMax: number; recallTarget: number },
): BuiltFaiss {
  if (ids.length <= exactMax) {
    const index = createFlatIndex(loadFaiss(), dims)
    if (ids.length > 0) index.append(vectors, ids)
    return { index, nlist: null, nprobe: null, recall: null }
  }
  const nlist = toNlist(ids.length)
  const training = sampleRows(vectors, dims, nlist * TRAINING_POINTS_PER_LIST)
  const index = trainIvfIndex(loadFaiss(), { dims, nlist, training })
  index.append(vectors, ids)
  index.keepPlaces()
  return { index, nlist, ...findNprobe(index, sampleRows(vectors, dims, SAMPLE_QUERIES), recallTarget) }
}

/** `count` rows spread evenly over the matrix (all where it has fewer): the same ones at every build. */
export function sampleRows(vectors: Float32Array, dims: number, count: number): Float32Array {
  const n = vectors.length / dims
  const take = Math.min(n, count)
  const sample = new Float32Array(take * dims)
  for (let i = 0; i < take; i++) {
    const row = Math.floor((i * n) / take)
    sample.set(vectors.subarray(row * dims, (row + 1) * dims), i * dims)
  }
  return sample
}

/** Search in every list is exact, so that no second copy of the vectors is needed to compare with. */
function findNprobe(index: FaissVectorIndex, queries: Float32Array, target: number) {
  const truth = index.search(queries, RECALL_AT, { nprobe: index.nlist }).ids
  for (let nprobe = 1; ; nprobe = Math.min(index.nlist, nprobe * 2)) {
    const recall = recallAtK(index.search(queries, RECALL_AT, { nprobe }).ids, truth, RECALL_AT)
    if (recall >= target || nprobe === index.nlist) return { nprobe, recall }
  }
}

/** recall@k: the share of the true k nearest neighbours that were found, over all queries (rows of k labels). */
export function recallAtK(found: BigInt64Array, truth: BigInt64Array, k: number): number {
  let hits = 0
  for (let row = 0; row < truth.length; row += k) {
    const wanted = new Set(truth.subarray(row, row + k))
    for (const label of found.subarray(row, row + k)) if (wanted.has(label)) hits++
  }
  return truth.length === 0 ? 1 : hits / truth.length
}
