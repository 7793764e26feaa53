import type { EvaluationCatalog } from '~server/quality/domain/catalog'
import type { Comparison, ComparisonLimits, Pair } from '~server/quality/domain/compare-scalers'
import type { EvaluationLimits } from '~server/quality/domain/limits'
import type { QualityReport } from '~server/quality/domain/report'
import type { Scaler } from '~server/domain/features/scaler'
import type { NameQuery } from '~server/search/domain/name-query'

/**
 * Every message between the server and its worker threads. A thrown class would arrive as a bare Error without name or
 * code, so failures are data: `{ ok: false, code, message }`.
 */
export type TaskFailure = {
  ok: false
  code: 'NOT_IN_INDEX' | 'INDEX_FILE_BROKEN' | 'NATIVE' | 'EVALUATION'
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
  /** Use this scaler; null: fit one. */
  scaler: Scaler | null
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
/** Whether a file is there and has this SHA-256. */
export type CheckTask = LoadTask
export type LoadedIndex = { handle: IndexHandle; count: number }

export type SearchTask = {
  handle: IndexHandle
  k: number
  nprobe: number | null
  /** Search for what is near to these vectors [n × d]; they need no length of 1. */
  queries: Float32Array
  /** Only these members may be found. */
  include?: BigInt64Array
}
/** Per query equally many hits, best first, id −1 where there are fewer; their vectors [n × hits × d]. */
export type SearchHits = { ids: BigInt64Array; scores: Float32Array; vectors: Float32Array }

export type VectorsTask = { handle: IndexHandle; ids: BigInt64Array }
/** Unit vectors [n × d] in the order asked for. */
export type VectorsFound = { vectors: Float32Array }

/** Takes the `removed` out, then adds the others. */
export type AppendTask = ShapedBatch & { handle: IndexHandle; scaler: Scaler; removed: BigInt64Array }
export type Appended = { count: number }

export type ReleaseTask = { handle: IndexHandle }

/** Fit a scaler on shaped vectors [n × DIMENSIONS]. */
export type FitScalerTask = { shaped: Float32Array }
export type FittedScaler = { scaler: Scaler }

/** Scale shaped vectors [n × DIMENSIONS] and write each as a text. */
export type ScaleTask = { shaped: Float32Array; scaler: Scaler }
export type ScaledTexts = { texts: string[] }

/** Measure a catalog under the scaler of an index version. */
export type EvaluateTask = {
  catalog: EvaluationCatalog
  scaler: Scaler
  seed: number
  limits: EvaluationLimits
}
export type Evaluated = { report: QualityReport }

/** Measure two scalers on one catalog. */
export type CompareTask = {
  catalog: EvaluationCatalog
  scalers: Pair<Scaler>
  seed: number
  limits: ComparisonLimits
}
export type Compared = { comparison: Comparison }

/** A searchable track: id, title, popularity, artists. */
export type NameRow = [id: number, name: string, popularity: number | null, artists: string[] | null]
/** `names`: a JSON array of NameRow, as the database gives it. */
export type ChangeNamesTask = { epoch: string; names: string; removed: number[] }
/** Names that are held, and places of such as were replaced or removed. */
export type NamesSize = { size: number; gone: number }
export type SearchNamesTask = { epoch: string; query: NameQuery; limit: number }
