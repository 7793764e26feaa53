import { loadBinding } from './load-binding'

/** METRIC_INNER_PRODUCT of faiss/MetricType.h. */
export const INNER_PRODUCT = 0

/**
 * An index of faiss-node: what builds index files. It belongs to one thread; searches of users go to ./vector-index.
 * Vectors are row-major n × d and must be finite. Every failure, FAISS's own included, is a thrown Error.
 */
export type FaissIndex = {
  ntotal(): number
  train(vectors: Float32Array): void
  /** Needs an IVF or IDMap index. FAISS does not look for ids it already has: keep them unique. */
  addWithIds(vectors: Float32Array, ids: BigInt64Array): void
  /** n × k labels, best first; `k` is at most `ntotal`. `nprobe`: inverted lists that an IVF index visits. */
  search(queries: Float32Array, k: number, params?: { nprobe?: number }): { labels: BigInt64Array }
  write(file: string): void
  /** Frees the memory now instead of at garbage collection; the index is empty afterwards. */
  dispose(): void
}

export type Faiss = {
  Index: { fromFactory(dims: number, description: string, metric: number): FaissIndex }
}

export const loadFaiss = () => loadBinding('faiss-node') as Faiss
