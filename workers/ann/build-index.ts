import { loadFaiss, metric, type FaissIndex } from '../native/faiss'

export type BuiltFaiss = {
  index: FaissIndex
  kind: 'flat' | 'ivf'
  nlist: number | null
  nprobe: number | null
  recall: number | null
}

/** FAISS guidelines: between 4·√n and 16·√n lists; the lower end, because our n seldom outgrows a build by much. */
const LISTS_PER_ROOT = 4
/** k-means wants at least 39 points a centroid and gains nothing past 256 (faiss/Clustering.h). */
const TRAINING_POINTS_PER_LIST = 64
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
  options: { exactMax: number; recallTarget: number },
): BuiltFaiss {
  const { Index } = loadFaiss()
  const n = ids.length
  const flat = () => {
    const index = Index.fromFactory(dims, 'IDMap2,Flat', metric.innerProduct)
    if (n > 0) index.addWithIds(vectors, ids)
    return index
  }
  if (n <= options.exactMax) return { index: flat(), kind: 'flat', nlist: null, nprobe: null, recall: null }

  const nlist = Math.max(1, Math.round(LISTS_PER_ROOT * Math.sqrt(n)))
  const index = Index.fromFactory(dims, `IVF${String(nlist)},Flat`, metric.innerProduct)
  index.train(sampleRows(vectors, dims, Math.min(n, nlist * TRAINING_POINTS_PER_LIST)))
  index.addWithIds(vectors, ids)
  index.makeDirectMap()
  const exact = flat()
  const { nprobe, recall } = smallestNprobe(
    index,
    exact,
    sampleRows(vectors, dims, SAMPLE_QUERIES),
    nlist,
    options,
  )
  exact.dispose()
  return { index, kind: 'ivf', nlist, nprobe, recall }
}

/** Every (n/count)-th row: spread over the whole catalog, the same at every build. */
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

function smallestNprobe(
  index: FaissIndex,
  exact: FaissIndex,
  queries: Float32Array,
  nlist: number,
  { recallTarget }: { recallTarget: number },
): { nprobe: number; recall: number } {
  const truth = exact.search(queries, RECALL_AT).labels
  for (let nprobe = 1; ; nprobe = Math.min(nlist, nprobe * 2)) {
    const recall = recallAtK(index.search(queries, RECALL_AT, { nprobe }).labels, truth, RECALL_AT)
    if (recall >= recallTarget || nprobe === nlist) return { nprobe, recall }
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
