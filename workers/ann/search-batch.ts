import type { SearchBatch, SearchBatchHits } from '../protocol'
import { NO_ID, type VectorHits, type VectorSearchOptions } from './vector-index'

/** What a batch needs of an index. */
type Searched = {
  readonly dims: number
  count(): number
  search(queries: Float32Array, k: number, options?: VectorSearchOptions): VectorHits
  reconstruct(ids: BigInt64Array): Float32Array
}

/** The k nearest to the members that each question names, themselves included, all in one call of the index. */
export function searchBatch(index: Searched, task: Omit<SearchBatch, 'handle'>): SearchBatchHits {
  const { queries, failures } = readMembers(index, task.ids, task.counts)
  const k = Math.min(task.k, index.count())
  const options = task.nprobe === null ? {} : { nprobe: task.nprobe }
  const { ids, scores } =
    queries.length === 0
      ? { ids: new BigInt64Array(0), scores: new Float32Array(0) }
      : index.search(queries, k, options)
  const vectors = task.withVectors ? reconstructHits(index, ids) : new Float32Array(0)
  return { queries, ids, scores, vectors, k, dims: index.dims, failures }
}

/** All members in one read; where that fails, question by question, to find out whose fault it is. */
function readMembers(index: Searched, ids: BigInt64Array, counts: number[]) {
  try {
    return { queries: index.reconstruct(ids), failures: null }
  } catch (error) {
    if (counts.length === 1) return { queries: new Float32Array(0), failures: { 0: toMessage(error) } }
  }
  const failures: Record<number, string> = {}
  const queries = new Float32Array(ids.length * index.dims)
  let from = 0
  let filled = 0
  counts.forEach((count, question) => {
    try {
      const members = index.reconstruct(ids.subarray(from, from + count))
      queries.set(members, filled)
      filled += members.length
    } catch (error) {
      failures[question] = toMessage(error)
    }
    from += count
  })
  return { queries: queries.slice(0, filled), failures }
}

/** Vectors of the hits; zeros where a row has fewer than k of them. */
export function reconstructHits(
  index: Pick<Searched, 'dims' | 'reconstruct'>,
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
