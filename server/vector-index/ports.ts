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
  TaskResult,
  VectorsFound,
  VectorsTask,
} from '~workers/protocol'
import type {
  ChangedVectors,
  IndexFile,
  IndexVersion,
  NewIndexVersion,
  StoredVectors,
} from '../catalog/ports'
import type { DriftMeter } from '../domain/features/drift'
import type { Scaler } from '../domain/features/scaler'

/** The index in use: a version as it was built plus what was appended since. */
export type LiveIndex = {
  version: IndexVersion
  /** Names the copy in the memory of this process; 0 where there is none. */
  handle: bigint
  scaler: Scaler
  lastSeq: number
  count: number
  /** What came in since the version was built. */
  drift: DriftMeter
}

/** What a store built; the calibration of its vectors is the keeper's to add. */
export type BuiltIndexVersion = { next: Omit<NewIndexVersion, 'calibration'>; handle: bigint }

/**
 * What versions of the index lie in and answer from: files and the memory of this process (FAISS), or tables of a
 * database that all processes share. The keeper decides when; this knows how.
 */
export type IndexStore = {
  /** Builds a version of all that is committed beside the one in use; null where there is nothing. */
  build: () => Promise<BuiltIndexVersion | null>
  /** A version as it was left, or why it cannot be used. */
  open: (version: IndexVersion) => Promise<LiveIndex | Unusable>
  /** A copy of a version that lies where this process cannot reach; null where there is none to make. */
  copy: (version: IndexVersion) => Promise<LiveIndex | null>
  /** Takes what was removed out, then adds the others; gives how many vectors there are then. */
  append: (index: LiveIndex, changes: ChangedVectors) => Promise<number>
  /** Lets go of a version that is not asked any more; it stays where it lies. */
  release: (index: Pick<LiveIndex, 'handle'>) => Promise<void>
  /** Removes a version that was refused. */
  discard: (built: BuiltIndexVersion) => Promise<void>
  /** Removes what no version names: older ones, and builds that were cut short. */
  sweep: (named: ReadonlySet<string>) => Promise<void>
  /** Why a version cannot be used, after reading all of it; null where it is whole. */
  check: (version: IndexVersion) => Promise<Unusable | null>
}

/** What lies elsewhere was never here, and is no fault; all else is broken. */
export type Unusable = { reason: string; isElsewhere: boolean }

/** Which file of a version lies in which folder, as all processes know it. */
export type IndexFiles = {
  /** In all folders, the one that was built first in front. */
  list: (file: string) => Promise<IndexFile[]>
  put: (next: IndexFile) => Promise<void>
  /** Forgets the files of all other versions. */
  keepOnly: (named: readonly string[]) => Promise<void>
  listNames: (folder: string) => Promise<string[]>
}

/** The threads that hold indexes in memory. */
export type IndexThreads = {
  build: (task: BuildTask) => Promise<TaskResult<BuiltIndex>>
  load: (task: LoadTask) => Promise<TaskResult<LoadedIndex>>
  check: (task: CheckTask) => Promise<TaskResult<object>>
  search: (task: SearchTask) => Promise<TaskResult<SearchHits>>
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
  /** Runs `work` while all processes are told that the catalog grows. */
  whileGrowing: <T>(work: () => Promise<T>) => Promise<T>
  isGrowing: () => Promise<boolean>
}

/** Where vectors come from: all of them, or those changed after a change number, in change order. */
export type VectorSource = {
  readAll: () => Promise<StoredVectors>
  readChanged: (afterSeq: number, limit: number) => Promise<ChangedVectors>
  /** How many there are up to a change. */
  count: (upToSeq: number) => Promise<number>
  /** Lets go of removals that nobody has to hear of any more. */
  forgetRemovals: () => Promise<number>
}
