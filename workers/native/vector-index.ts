import type { IndexHandle, SearchHits } from '../protocol'
import { loadBinding } from './load-binding'

/**
 * Indexes in memory that all threads of the process share (workers/native/src). An index is the lists of an IndexIVFFlat
 * or an exact one, over unit vectors, row-major n × dims; the score is the inner product. Reads run side by side, changes
 * run alone. Every function throws an Error for a handle that was released, and for arguments that make no sense.
 */
export type VectorIndexes = {
  /** Reads an index file; throws where it is truncated, inconsistent or no index of Segue's. */
  open(file: string): IndexHandle
  /** Frees the index once no running call uses it. False when the handle is not open. */
  release(handle: IndexHandle): boolean
  /** `nlist` is 0 where every vector is compared. */
  describe(handle: IndexHandle): { count: number; dims: number; nlist: number }
  /**
   * The k best for each query, or as many as there are, of `include` where given, with their vectors. `nprobe` lists are
   * looked into; an exact index takes no notice of it.
   */
  search(
    handle: IndexHandle,
    queries: Float32Array,
    k: number,
    nprobe: number,
    include?: BigInt64Array,
  ): SearchHits
  /** The vectors in the order of `ids`; throws for an unknown id. */
  read(handle: IndexHandle, ids: BigInt64Array): Float32Array
  /** Adds vectors; one whose id is there replaces it. */
  put(handle: IndexHandle, vectors: Float32Array, ids: BigInt64Array): void
  /** Returns how many of the ids were there. */
  remove(handle: IndexHandle, ids: BigInt64Array): number
  /**
   * OpenMP threads that FAISS divides the calls of this thread among (see ./faiss): idle ones spin, which on a busy
   * machine takes longer than the work. BLAS always has one thread.
   */
  setNumThreads(count: number): void
}

export const loadVectorIndexes = () => loadBinding('vector-index') as VectorIndexes
