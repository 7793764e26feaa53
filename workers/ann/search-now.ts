import { loadFaiss } from '../native/faiss'
import type { SearchBatch, SearchBatchHits } from '../protocol'
import { toHits } from './search-batch'

/**
 * Searches in the thread that asks, where they are soon done: null where one would read more than `most` numbers (a
 * vector has d), or wait for a change of the index, or where it fails, so that a thread of the pool finds out why.
 */
export function openSearchNow(most: number): (task: SearchBatch) => SearchBatchHits | null {
  const { Index } = loadFaiss()
  // The pool brings the parallelism; OpenMP's own threads would spin beside it.
  Index.setNumThreads(1)
  return ({ handle, ids, k, nprobe, withVectors }) => {
    try {
      const found = Index.trySearchMembers(handle, ids, k, nprobe ?? undefined, withVectors, most)
      return found ? toHits(found, ids.length) : null
    } catch {
      return null
    }
  }
}
