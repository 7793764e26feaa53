import { loadFaiss } from '../native/faiss'
import { createFlatIndex, toNlist, trainIvfIndex, type FaissVectorIndex } from './faiss-index'
import { NO_ID } from './vector-index'

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
 * smallest nprobe that reaches `recallTarget` recall@10 against exact search on a sample.
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
  const sample = {
    queries: sampleRows(vectors, dims, SAMPLE_QUERIES),
    own: BigInt64Array.from(sampleNumbers(ids.length, SAMPLE_QUERIES), (row) => ids[row] ?? NO_ID),
  }
  return { index, nlist, ...findNprobe(index, sample, recallTarget) }
}

/** `count` rows spread evenly over the matrix (all where it has fewer): the same ones at every build. */
export function sampleRows(vectors: Float32Array, dims: number, count: number): Float32Array {
  const n = vectors.length / dims
  const rows = sampleNumbers(n, count)
  const sample = new Float32Array(rows.length * dims)
  rows.forEach((row, i) => {
    sample.set(vectors.subarray(row * dims, (row + 1) * dims), i * dims)
  })
  return sample
}

function sampleNumbers(n: number, count: number): number[] {
  const take = Math.min(n, count)
  return Array.from({ length: take }, (_, i) => Math.floor((i * n) / take))
}

type Sample = { queries: Float32Array; own: BigInt64Array }

/**
 * Search in every list is exact, so that no second copy of the vectors is needed to compare with. More lists find more,
 * so the smallest number is between the last that was too small and its double.
 */
function findNprobe(index: FaissVectorIndex, sample: Sample, target: number) {
  const truth = findOthers(index, sample, index.nlist)
  const measure = (nprobe: number) => recallAtK(findOthers(index, sample, nprobe), truth, RECALL_AT)
  let tooSmall = 0
  let nprobe = 1
  let recall = measure(nprobe)
  while (recall < target && nprobe < index.nlist) {
    tooSmall = nprobe
    nprobe = Math.min(index.nlist, nprobe * 2)
    recall = measure(nprobe)
  }
  while (nprobe - tooSmall > 1) {
    const middle = Math.floor((nprobe + tooSmall) / 2)
    const found = measure(middle)
    if (found < target) tooSmall = middle
    else [nprobe, recall] = [middle, found]
  }
  return { nprobe, recall }
}

/** The sample consists of members; each is its own nearest, which any search finds, so that it would flatter recall. */
function findOthers(index: FaissVectorIndex, { queries, own }: Sample, nprobe: number): BigInt64Array {
  const k = RECALL_AT + 1
  const found = index.search(queries, k, { nprobe }).ids
  const others = new BigInt64Array(own.length * RECALL_AT).fill(NO_ID)
  own.forEach((id, row) => {
    const hits = found.subarray(row * k, (row + 1) * k).filter((hit) => hit !== id)
    others.set(hits.subarray(0, RECALL_AT), row * RECALL_AT)
  })
  return others
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
