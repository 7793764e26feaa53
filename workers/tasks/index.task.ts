import { MessageChannel } from 'node:worker_threads'
import { fitScaler } from '~server/domain/features/scaler'
import { DIMENSIONS } from '~server/domain/features/vector-spec'
import { buildFaissIndex } from '../ann/build-index'
import { checkIndexFile, writeIndexFile } from '../ann/index-file'
import { scaleRows } from '../ann/scale-rows'
import { openIndexSearch } from '../native/search-index'
import { loadVectorIndexes } from '../native/vector-index'
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
  TaskFailure,
  TaskResult,
  VectorsFound,
  VectorsTask,
} from '../protocol'

const indexes = loadVectorIndexes()
const search = openIndexSearch()

/**
 * Fits the scaler, scales every vector, builds and writes the index, and opens the file for all threads. The task's
 * arrays are used up.
 */
export async function buildIndex(task: BuildTask): Promise<TaskResult<BuiltIndex>> {
  return attempt('NATIVE', async () => {
    const startedAt = performance.now()
    indexes.setNumThreads(task.threads)
    const scaler = task.scaler ?? fitScaler(task.shaped)
    const { index, ...built } = buildFaissIndex(scaleRows(task.shaped, scaler), task.ids, DIMENSIONS, task)
    freeNow(task.shaped, task.ids)
    const file = await writeIndexFile(index, task.file)
    index.dispose()
    const handle = indexes.open(task.file)
    const buildMs = Math.round(performance.now() - startedAt)
    return { handle, scaler, count: indexes.describe(handle).count, ...built, ...file, buildMs }
  })
}

/** Reads an index file whose checksum fits and opens it for all threads. */
export async function loadIndex(task: LoadTask): Promise<TaskResult<LoadedIndex>> {
  return attempt('INDEX_FILE_BROKEN', async () => {
    await checkIndexFile(task.file, task.checksum)
    const handle = indexes.open(task.file)
    return { handle, count: indexes.describe(handle).count }
  })
}

/** Fails where a file is missing or changed; reads it once, and keeps nothing of it. */
export async function checkIndex(task: CheckTask): Promise<TaskResult<object>> {
  return attempt('INDEX_FILE_BROKEN', async () => {
    await checkIndexFile(task.file, task.checksum)
    return {}
  })
}

export const searchIndex = (task: SearchTask): TaskResult<SearchHits> => search.search(task)
export const readVectors = (task: VectorsTask): TaskResult<VectorsFound> => search.readVectors(task)

/** Removes, then adds vectors; one whose id is there already replaces it. */
export async function appendVectors(task: AppendTask): Promise<TaskResult<Appended>> {
  return attempt('NOT_IN_INDEX', () => {
    const { handle, removed, ids } = task
    indexes.remove(handle, removed)
    indexes.put(handle, scaleRows(task.shaped, task.scaler), ids)
    return { count: indexes.describe(handle).count }
  })
}

/** Lets go of an index; its memory is freed once no running search uses it. */
export function releaseIndex(task: ReleaseTask): TaskResult<object> {
  indexes.release(task.handle)
  return { ok: true }
}

/** A thread that rests may not collect its garbage for minutes; what is sent to a closed port is gone at once. */
function freeNow(...arrays: (Float32Array | BigInt64Array)[]): void {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  port1.postMessage(
    null,
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  )
  port1.close()
}

async function attempt<T extends object>(
  code: TaskFailure['code'],
  work: () => T | Promise<T>,
): Promise<TaskResult<T>> {
  try {
    return { ok: true, ...(await work()) }
  } catch (error) {
    return { ok: false, code, message: error instanceof Error ? error.message : String(error) }
  }
}
