import { fitScaler, type Scaler } from '~server/domain/scaler'
import { toUnitVector } from '~server/domain/vector'
import { DIMENSIONS } from '~server/domain/vector-spec'
import { buildFaissIndex } from '../ann/build-index'
import { readIndexFile, writeIndexFile } from '../ann/index-file'
import { openSharedIndex, type FaissVectorIndex } from '../ann/faiss-index'
import { loadFaiss } from '../native/faiss'
import type {
  Appended,
  AppendTask,
  BuildTask,
  BuiltIndex,
  IndexHandle,
  LoadedIndex,
  LoadTask,
  ReleaseTask,
  SearchHits,
  SearchTask,
  SearchVectorsTask,
  TaskFailure,
  TaskResult,
  VectorsFound,
  VectorsTask,
} from '../protocol'

/** One OpenMP thread a search: the pool brings the parallelism, and idle OpenMP threads spin on its cores. */
const SEARCH_THREADS = 1
loadFaiss().Index.setNumThreads(SEARCH_THREADS)

/** Fits the scaler, scales every vector, builds and writes the index, and shares it with all threads. */
export async function buildIndex(task: BuildTask): Promise<TaskResult<BuiltIndex>> {
  return attempt('NATIVE', async () => {
    const startedAt = performance.now()
    const { Index } = loadFaiss()
    Index.setNumThreads(task.threads)
    const scaler = fitScaler(task.shaped)
    const { index, ...built } = buildFaissIndex(scaleRows(task.shaped, scaler), task.ids, DIMENSIONS, task)
    const file = await writeIndexFile(index, task.file)
    const buildMs = Math.round(performance.now() - startedAt)
    const { kind } = index
    return { handle: index.share(), scaler, kind, count: task.ids.length, ...built, ...file, buildMs }
  }).finally(() => {
    loadFaiss().Index.setNumThreads(SEARCH_THREADS)
  })
}

/** Reads an index file whose checksum fits and shares it with all threads. */
export async function loadIndex(task: LoadTask): Promise<TaskResult<LoadedIndex>> {
  return attempt('INDEX_FILE_BROKEN', async () => {
    const index = await readIndexFile(task.file, task.checksum)
    return { handle: index.share(), count: index.count() }
  })
}

/** The k nearest to each of the given members of the index, with their vectors, themselves included. */
export async function searchIndex(task: SearchTask): Promise<TaskResult<SearchHits>> {
  return withIndex(task.handle, (index) => {
    const queries = index.reconstruct(task.ids)
    const k = Math.min(task.k, index.count())
    const { ids, scores } = index.search(queries, k, task.nprobe === null ? {} : { nprobe: task.nprobe })
    return { queries, ids, scores, vectors: reconstructHits(index, ids) }
  })
}

/** The k nearest to each of the given vectors, with their vectors. */
export async function searchVectors(task: SearchVectorsTask): Promise<TaskResult<SearchHits>> {
  return withIndex(task.handle, (index) => {
    const { queries, nprobe, include } = task
    const k = Math.min(task.k, index.count(), include?.length ?? Infinity)
    const { ids, scores } = index.search(queries, k, {
      ...(nprobe !== null && { nprobe }),
      ...(include && { include }),
    })
    return { queries, ids, scores, vectors: reconstructHits(index, ids) }
  })
}

/** The unit vectors of members of the index. */
export async function readVectors(task: VectorsTask): Promise<TaskResult<VectorsFound>> {
  return withIndex(task.handle, (index) => ({ vectors: index.reconstruct(task.ids) }))
}

/** Adds vectors; one whose id is there already replaces it. */
export async function appendVectors(task: AppendTask): Promise<TaskResult<Appended>> {
  return withIndex(task.handle, (index) => {
    index.remove(task.ids)
    index.append(scaleRows(task.shaped, task.scaler), task.ids)
    return { count: index.count() }
  })
}

/** Lets go of an index; its memory is freed once no running search uses it. */
export function releaseIndex(task: ReleaseTask): TaskResult<object> {
  loadFaiss().Index.release(task.handle)
  return { ok: true }
}

function scaleRows(shaped: Float32Array, scaler: Scaler): Float32Array {
  const vectors = new Float32Array(shaped.length)
  for (let at = 0; at < shaped.length; at += DIMENSIONS) {
    vectors.set(toUnitVector(shaped.subarray(at, at + DIMENSIONS), scaler), at)
  }
  return vectors
}

/** Vectors of the hits; zeros where a row has fewer than k of them (id −1). */
function reconstructHits(index: FaissVectorIndex, labels: BigInt64Array): Float32Array {
  const known = labels.filter((label) => label >= 0n)
  if (known.length === labels.length) return index.reconstruct(labels)
  const vectors = new Float32Array(labels.length * DIMENSIONS)
  const found = index.reconstruct(known)
  let at = 0
  labels.forEach((label, i) => {
    if (label >= 0n) vectors.set(found.subarray(at, (at += DIMENSIONS)), i * DIMENSIONS)
  })
  return vectors
}

async function withIndex<T extends object>(
  handle: IndexHandle,
  work: (index: FaissVectorIndex) => T,
): Promise<TaskResult<T>> {
  return attempt('NOT_IN_INDEX', () => {
    const index = openSharedIndex(loadFaiss(), handle)
    try {
      return work(index)
    } finally {
      index.dispose()
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
