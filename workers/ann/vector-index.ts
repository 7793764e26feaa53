/** `flat` compares with every vector; `ivf` visits the nprobe nearest of nlist cells. */
export type VectorIndexKind = 'flat' | 'ivf'

export interface VectorSearchOptions {
  /** Lists visited by an `ivf` index; a `flat` index has no use for it and takes no notice. */
  nprobe?: number
  /** Only these ids may be returned. */
  include?: BigInt64Array
  /** These ids are never returned. */
  exclude?: BigInt64Array
}

/** Row-major n × k, best first. A row with fewer than k hits is filled up with NO_ID and LOWEST_SCORE. */
export interface VectorHits {
  ids: BigInt64Array
  scores: Float32Array
}

export const NO_ID = -1n

/** The most negative float32, as FAISS puts it. */
export const LOWEST_SCORE = -(2 - 2 ** -23) * 2 ** 127

/**
 * One index in memory, over unit-length vectors, row-major n × dims; the score is the inner product, that is the
 * cosine. Every method throws an Error for input of the wrong length, k below 1 or values that are not finite.
 */
export interface VectorIndex {
  readonly kind: VectorIndexKind
  readonly dims: number
  /** Vectors that can be found now. */
  count(): number
  /** The k best for each query; k may be more than `count`. */
  search(queries: Float32Array, k: number, options?: VectorSearchOptions): VectorHits
  /** Ids are the caller's, at least 0, and must be new to the index: an id added twice is found twice. */
  append(vectors: Float32Array, ids: BigInt64Array): void
  /** Returns how many of the ids were there. */
  remove(ids: BigInt64Array): number
  /** The stored vectors in the order of `ids`; throws on an id the index does not hold. */
  reconstruct(ids: BigInt64Array): Float32Array
  /** Writes the whole index to a file that FAISS can read. */
  write(fileName: string): void
}
