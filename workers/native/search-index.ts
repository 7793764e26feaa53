import type { SearchHits, SearchTask, TaskFailure, TaskResult, VectorsFound, VectorsTask } from '../protocol'
import { loadVectorIndexes } from './vector-index'

/** All that a search passes where its index has no lists to choose from. */
const ONE_LIST = 1

export type IndexSearch = ReturnType<typeof openIndexSearch>

/** Search in the indexes of this process, in the thread that calls. Failures are answers. */
export function openIndexSearch() {
  const indexes = loadVectorIndexes()
  return {
    /** The k nearest to each of the given vectors, with their vectors. */
    search: ({ handle, queries, k, nprobe, include }: SearchTask): TaskResult<SearchHits> =>
      attempt(() => indexes.search(handle, queries, k, nprobe ?? ONE_LIST, include)),

    /** The unit vectors of members of the index. */
    readVectors: ({ handle, ids }: VectorsTask): TaskResult<VectorsFound> =>
      attempt(() => ({ vectors: indexes.read(handle, ids) })),

    /** Numbers that a search multiplies; 0 where the index was released. */
    countNumbers({ handle, queries, nprobe, include }: SearchTask): number {
      const found = attempt(() => indexes.describe(handle))
      if (!found.ok) return 0
      const { count, nlist } = found
      const share = nlist === 0 || include ? 1 : Math.min(1, (nprobe ?? ONE_LIST) / nlist)
      return queries.length * (count * share + nlist)
    },
  }
}

function attempt<T extends object>(work: () => T): ({ ok: true } & T) | TaskFailure {
  try {
    return { ok: true, ...work() }
  } catch (error) {
    return {
      ok: false,
      code: 'NOT_IN_INDEX',
      message: error instanceof Error ? error.message : String(error),
    }
  }
}
