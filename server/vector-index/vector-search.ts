import { DomainError } from '../domain/errors'
import { DIMENSIONS } from '../domain/features/vector-spec'
import type { VectorSearch } from '../catalog/ports'
import type { SearchHits, TaskFailure } from '~workers/protocol'
import type { IndexManager } from './index-manager'
import type { LiveIndex } from './live-index'
import { openLive } from './open-live'
import type { IndexThreads } from './ports'

/** Search in the threads of the pool, in the index that is in use when the question comes. */
export function createVectorSearch(keeper: IndexManager, threads: IndexThreads): VectorSearch {
  return {
    async searchVectors(queries, k, include) {
      if (queries.length === 0) return []
      const found = await withLive(keeper, ({ handle, version }) =>
        threads.search({
          handle,
          k,
          queries,
          // A selection may lie in any list: it is searched in all of them.
          ...(include ? { include, nprobe: version.nlist } : { nprobe: version.nprobe }),
        }),
      )
      return toAnswers(found, queries.length / DIMENSIONS)
    },

    async readVectors(ids) {
      const members = BigInt64Array.from(ids, BigInt)
      return (await withLive(keeper, (live) => threads.readVectors({ handle: live.handle, ids: members })))
        .vectors
    },

    describe() {
      const live = keeper.getLive()
      return { version: live.version.version, count: live.count }
    },
  }
}

/** The answer of each query, cut from those of all. */
function toAnswers({ ids, vectors }: SearchHits, count: number) {
  const each = ids.length / count
  return Array.from({ length: count }, (_, i) => ({
    ids: ids.subarray(i * each, (i + 1) * each),
    vectors: vectors.subarray(i * each * DIMENSIONS, (i + 1) * each * DIMENSIONS),
  }))
}

/**
 * A member may be committed and not appended yet (another request stored it): then the index catches up first, and
 * the question is asked once more.
 */
async function withLive<T>(
  keeper: IndexManager,
  ask: (live: LiveIndex) => Promise<({ ok: true } & T) | TaskFailure>,
): Promise<T> {
  const first = await ask(await openLive(keeper))
  if (first.ok) return first
  await keeper.follow()
  const second = await ask(keeper.getLive())
  if (second.ok) return second
  throw new DomainError('INDEX_NOT_READY', 'The index does not know this track yet.', {
    cause: new Error(second.message),
    retryAfterSeconds: 2,
  })
}
