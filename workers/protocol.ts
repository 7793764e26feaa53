import type { Scaler } from '~server/domain/scaler'

/**
 * Every message between the server and its worker threads. A thrown class would arrive as a bare Error without name or
 * code, so failures are data: `{ ok: false, code, message }`.
 */
export type TaskFailure = {
  ok: false
  code: 'NOT_IN_INDEX' | 'INDEX_FILE_BROKEN' | 'NATIVE'
  message: string
}
export type TaskResult<T> = ({ ok: true } & T) | TaskFailure

/** Names an index in memory that every thread of the process shares. */
export type IndexHandle = bigint

/** n vectors: ids [n], shaped [n × DIMENSIONS] row-major, NaN where a value is missing. */
export type ShapedBatch = { ids: BigInt64Array; shaped: Float32Array }

export type BuildTask = ShapedBatch & {
  /** Where the index file goes; written beside it first, then renamed. */
  file: string
  exactMax: number
  recallTarget: number
  threads: number
}
export type BuiltIndex = {
  handle: IndexHandle
  scaler: Scaler
  kind: 'flat' | 'ivf'
  count: number
  nlist: number | null
  nprobe: number | null
  recall: number | null
  bytes: number
  checksum: string
  buildMs: number
}

export type LoadTask = { file: string; checksum: string }
export type LoadedIndex = { handle: IndexHandle; count: number }

export type SearchTask = {
  handle: IndexHandle
  k: number
  nprobe: number | null
  /** Search for what is near to these members of the index. */
  ids: BigInt64Array
}
/** n queries: `queries` [n × d]; per query k hits, best first, id −1 where there are fewer; their vectors [n × k × d]. */
export type SearchHits = {
  queries: Float32Array
  ids: BigInt64Array
  scores: Float32Array
  vectors: Float32Array
}

export type SearchVectorsTask = {
  handle: IndexHandle
  k: number
  nprobe: number | null
  /** Search for what is near to these vectors [n × d]; they need no length of 1. */
  queries: Float32Array
  /** Only these members may be found. */
  include?: BigInt64Array
}

export type VectorsTask = { handle: IndexHandle; ids: BigInt64Array }
/** Unit vectors [n × d] in the order asked for. */
export type VectorsFound = { vectors: Float32Array }

export type AppendTask = ShapedBatch & { handle: IndexHandle; scaler: Scaler }
export type Appended = { count: number }

export type ReleaseTask = { handle: IndexHandle }
