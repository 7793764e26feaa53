import type {
  Appended,
  AppendTask,
  BuildTask,
  BuiltIndex,
  LoadedIndex,
  LoadTask,
  ReleaseTask,
  SearchHits,
  SearchTask,
  SearchVectorsTask,
  TaskResult,
  VectorsFound,
  VectorsTask,
} from '~workers/protocol'
import type { IndexVersion, NewIndexVersion, StoredVectors } from '../services/ports'

/** The threads that hold indexes in memory. */
export type IndexThreads = {
  build: (task: BuildTask) => Promise<TaskResult<BuiltIndex>>
  load: (task: LoadTask) => Promise<TaskResult<LoadedIndex>>
  search: (task: SearchTask) => Promise<TaskResult<SearchHits>>
  searchVectors: (task: SearchVectorsTask) => Promise<TaskResult<SearchHits>>
  readVectors: (task: VectorsTask) => Promise<TaskResult<VectorsFound>>
  append: (task: AppendTask) => Promise<TaskResult<Appended>>
  release: (task: ReleaseTask) => Promise<TaskResult<object>>
}

/** The list of versions; one is current at most. */
export type VersionStore = {
  list: () => Promise<IndexVersion[]>
  makeCurrent: (next: NewIndexVersion) => Promise<IndexVersion>
  remove: (version: number) => Promise<void>
}

/** Where vectors come from: all of them, or those changed after a change number, in change order. */
export type VectorSource = {
  readAll: () => Promise<StoredVectors>
  readChanged: (afterSeq: number, limit: number) => Promise<StoredVectors>
}
