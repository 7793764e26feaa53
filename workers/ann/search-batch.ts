import type { FaissBinding, MemberSearchResult } from '../native/faiss'
import type { SearchBatch, SearchBatchHits } from '../protocol'
import { openSharedIndex, type FaissVectorIndex } from './faiss-index'
import { NO_ID } from './vector-index'

const NOTHING: SearchBatchHits = {
  queries: new Float32Array(0),
  ids: new BigInt64Array(0),
  scores: new Float32Array(0),
  vectors: new Float32Array(0),
  k: 0,
  dims: 0,
  failures: null,
}

/**
 * The k nearest to the members that each question names, themselves included, all in one call of the index.
 * @throws Error where the handle was released
 */
export function searchBatch(faiss: FaissBinding, task: SearchBatch): SearchBatchHits {
  try {
    return search(faiss, task, task.ids)
  } catch (error) {
    if (task.counts.length === 1) return { ...NOTHING, failures: { 0: toMessage(error) } }
  }
  const { known, failures } = findUnknown(faiss, task)
  return known.length === 0 ? { ...NOTHING, failures } : { ...search(faiss, task, known), failures }
}

function search({ Index }: FaissBinding, task: SearchBatch, ids: BigInt64Array): SearchBatchHits {
  const { handle, k, nprobe, withVectors } = task
  return toHits(Index.searchMembers(handle, ids, k, nprobe ?? undefined, withVectors), ids.length)
}

export function toHits({ labels, distances, ...found }: MemberSearchResult, rows: number): SearchBatchHits {
  return { ...found, ids: labels, scores: distances, dims: found.queries.length / rows, failures: null }
}

/** Question by question, whose fault it is that the batch failed. */
function findUnknown(faiss: FaissBinding, { handle, ids, counts }: SearchBatch) {
  const failures: Record<number, string> = {}
  const known: bigint[] = []
  const index = openSharedIndex(faiss, handle)
  let from = 0
  counts.forEach((count, question) => {
    const members = ids.subarray(from, from + count)
    from += count
    try {
      index.reconstruct(members)
      known.push(...members)
    } catch (error) {
      failures[question] = toMessage(error)
    }
  })
  index.dispose()
  return { known: BigInt64Array.from(known), failures }
}

/** Vectors of the hits; zeros where a row has fewer than k of them. */
export function reconstructHits(
  index: Pick<FaissVectorIndex, 'dims' | 'reconstruct'>,
  labels: BigInt64Array,
): Float32Array {
  if (!labels.includes(NO_ID)) return index.reconstruct(labels)
  const vectors = new Float32Array(labels.length * index.dims)
  const found = index.reconstruct(labels.filter((label) => label !== NO_ID))
  let at = 0
  labels.forEach((label, i) => {
    if (label !== NO_ID) vectors.set(found.subarray(at, (at += index.dims)), i * index.dims)
  })
  return vectors
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
