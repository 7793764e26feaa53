import { setImmediate as nextTurn } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { fitScaler } from '~server/domain/features/scaler'
import { DIMENSIONS } from '~server/domain/features/vector-spec'
import { buildFaissIndex } from '../ann/build-index'
import { checkIndexFile, readIndexFile, writeIndexFile } from '../ann/index-file'
import { scaleRows } from '../ann/scale-rows'
import { openSharedIndex, type FaissVectorIndex } from '../ann/faiss-index'
import { reconstructHits } from '../ann/reconstruct-hits'
import { loadFaiss } from '../native/faiss'
import type {
  Appended,
  AppendTask,
  BuildTask,
  BuiltIndex,
  CheckTask,
  IndexHandle,
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

/** One OpenMP thread a search: the pool brings the parallelism, and idle OpenMP threads spin on its cores. */
const SEARCH_THREADS = 1
const faiss = loadFaiss()
faiss.Index.setNumThreads(SEARCH_THREADS)

/**
 * Fits the scaler, scales every vector, builds and writes the index, and shares it with all threads. The task's arrays
 * are used up.
 */
export async function buildIndex(task: BuildTask): Promise<TaskResult<BuiltIndex>> {
  return attempt('NATIVE', async () => {
    const startedAt = performance.now()
    faiss.Index.setNumThreads(task.threads)
    const scaler = task.scaler ?? fitScaler(task.shaped)
    const { index, ...built } = buildFaissIndex(scaleRows(task.shaped, scaler), task.ids, DIMENSIONS, task)
    freeNow(task.shaped, task.ids)
    const file = await writeIndexFile(index, task.file)
    const buildMs = Math.round(performance.now() - startedAt)
    const { kind } = index
    return { handle: index.share(), scaler, kind, count: index.count(), ...built, ...file, buildMs }
  }).finally(() => {
    faiss.Index.setNumThreads(SEARCH_THREADS)
  })
}

/** Reads an index file whose checksum fits and shares it with all threads. */
export async function loadIndex(task: LoadTask): Promise<TaskResult<LoadedIndex>> {
  return attempt('INDEX_FILE_BROKEN', async () => {
    const index = await readIndexFile(task.file, task.checksum)
    return { handle: index.share(), count: index.count() }
  })
}

/** Fails where a file is missing or changed; reads it once, and keeps nothing of it. */
export async function checkIndex(task: CheckTask): Promise<TaskResult<object>> {
  return attempt('INDEX_FILE_BROKEN', async () => {
    await checkIndexFile(task.file, task.checksum)
    return {}
  })
}

/** The k nearest to each of the given vectors, with their vectors. */
export async function searchIndex(task: SearchTask): Promise<TaskResult<SearchHits>> {
  return withIndex(task.handle, (index) => {
    const { queries, nprobe, include } = task
    const k = Math.min(task.k, index.count(), include?.length ?? Infinity)
    const { ids, scores } = index.search(queries, k, {
      ...(nprobe !== null && { nprobe }),
      ...(include && { include }),
    })
    return { ids, scores, vectors: reconstructHits(index, ids) }
  })
}

/** The unit vectors of members of the index. */
export async function readVectors(task: VectorsTask): Promise<TaskResult<VectorsFound>> {
  return withIndex(task.handle, (index) => ({ vectors: index.reconstruct(task.ids) }))
}

/** Removes, then adds vectors; one whose id is there already replaces it. */
export async function appendVectors(task: AppendTask): Promise<TaskResult<Appended>> {
  return withIndex(task.handle, (index) => {
    if (task.removed.length > 0) index.remove(task.removed)
    if (task.ids.length > 0) {
      index.remove(task.ids)
      index.append(scaleRows(task.shaped, task.scaler), task.ids)
    }
    return { count: index.count() }
  })
}

/** Lets go of an index; its memory is freed once no running search uses it. */
export function releaseIndex(task: ReleaseTask): TaskResult<object> {
  faiss.Index.release(task.handle)
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

async function withIndex<T extends object>(
  handle: IndexHandle,
  work: (index: FaissVectorIndex) => T,
): Promise<TaskResult<T>> {
  return attempt('NOT_IN_INDEX', async () => {
    const index = openSharedIndex(faiss, handle)
    try {
      return work(index)
    } finally {
      index.dispose()
      // What is left of a native object goes between turns of the event loop, and a searching thread sleeps outside it.
      await nextTurn()
    }
  })
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
