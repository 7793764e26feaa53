import type {
  Appended,
  AppendTask,
  BuildTask,
  BuiltIndex,
  CheckTask,
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
import type { ChangedVectors, IndexVersion, NewIndexVersion, StoredVectors } from '../services/ports'

/** The threads that hold indexes in memory. */
export type IndexThreads = {
  build: (task: BuildTask) => Promise<TaskResult<BuiltIndex>>
  load: (task: LoadTask) => Promise<TaskResult<LoadedIndex>>
  check: (task: CheckTask) => Promise<TaskResult<object>>
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
  refuse: (next: NewIndexVersion, reason: string) => Promise<IndexVersion>
  /** Makes a kept version the current one again; null where there is none of this number. */
  restore: (version: number) => Promise<IndexVersion | null>
  remove: (version: number) => Promise<void>
  /** Runs `work` while no other process builds. */
  whileBuilding: <T>(work: () => Promise<T>) => Promise<T>
}

/** Where vectors come from: all of them, or those changed after a change number, in change order. */
export type VectorSource = {
  readAll: () => Promise<StoredVectors>
  readChanged: (afterSeq: number, limit: number) => Promise<ChangedVectors>
  /** How many there are up to a change. */
  count: (upToSeq: number) => Promise<number>
  /** Lets go of removals that nobody has to hear of any more. */
  forgetRemovals: () => Promise<void>
}
