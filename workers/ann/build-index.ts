import { INNER_PRODUCT, loadFaiss, type FaissIndex } from '../native/faiss'

export type BuiltFaiss = {
  index: FaissIndex
  kind: 'flat' | 'ivf'
  nlist: number | null
  nprobe: number | null
  recall: number | null
}

/** k-means gains nothing past 256 points a centroid (faiss/Clustering.h); a quarter of it is measured as good here. */
const TRAINING_POINTS_PER_LIST = 64
/** k-means wants this many training vectors a centroid (faiss/Clustering.h, min_points_per_centroid). */
const MIN_TRAINING_POINTS = 39
const SAMPLE_QUERIES = 200
const RECALL_AT = 10
const NO_ID = -1n

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
  const { Index } = loadFaiss()
  if (ids.length <= exactMax) {
    const index = Index.fromFactory(dims, 'IDMap2,Flat', INNER_PRODUCT)
    if (ids.length > 0) index.addWithIds(vectors, ids)
    return { index, kind: 'flat', nlist: null, nprobe: null, recall: null }
  }
  const nlist = toNlist(ids.length)
  const index = Index.fromFactory(dims, `IVF${String(nlist)},Flat`, INNER_PRODUCT)
  index.train(sampleRows(vectors, dims, nlist * TRAINING_POINTS_PER_LIST))
  index.addWithIds(vectors, ids)
  const sample = {
    queries: sampleRows(vectors, dims, SAMPLE_QUERIES),
    own: BigInt64Array.from(sampleNumbers(ids.length, SAMPLE_QUERIES), (row) => ids[row] ?? NO_ID),
  }
  return { index, kind: 'ivf', nlist, ...findNprobe(index, nlist, sample, recallTarget) }
}

/**
 * Number of inverted lists for n vectors: 4·√n, FAISS's own rule of thumb (Guidelines to choose an index), as far as
 * there are vectors to train them.
 */
export function toNlist(count: number): number {
  return Math.max(1, Math.min(Math.floor(4 * Math.sqrt(count)), Math.floor(count / MIN_TRAINING_POINTS)))
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
function findNprobe(index: FaissIndex, nlist: number, sample: Sample, target: number) {
  const truth = findOthers(index, sample, nlist)
  const measure = (nprobe: number) => recallAtK(findOthers(index, sample, nprobe), truth, RECALL_AT)
  let tooSmall = 0
  let nprobe = 1
  let recall = measure(nprobe)
  while (recall < target && nprobe < nlist) {
    tooSmall = nprobe
    nprobe = Math.min(nlist, nprobe * 2)
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
function findOthers(index: FaissIndex, { queries, own }: Sample, nprobe: number): BigInt64Array {
  const k = Math.min(RECALL_AT + 1, index.ntotal())
  const found = index.search(queries, k, { nprobe }).labels
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
