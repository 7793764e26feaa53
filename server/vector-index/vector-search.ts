import { DomainError } from '../domain/errors'
import { DIMENSIONS } from '../domain/vector-spec'
import type { VectorSearch } from '../services/ports'
import type { TaskFailure } from '~workers/protocol'
import type { IndexKeeper } from './index-keeper'
import type { LiveIndex } from './live-index'
import type { IndexThreads } from './ports'

/** Search in the threads of the pool, in the index that is in use when the question comes. */
export function createVectorSearch(keeper: IndexKeeper, threads: IndexThreads): VectorSearch {
  return {
    async searchMembers(ids, k) {
      const members = toLabels(ids)
      const found = await withLive(keeper, (live) =>
        threads.search({
          handle: live.handle,
          ids: members,
          k,
          nprobe: live.version.nprobe,
          withVectors: true,
        }),
      )
      const each = ids.length === 0 ? 0 : found.ids.length / ids.length
      return ids.map((_, i) => ({
        query: found.queries.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
        ids: found.ids.subarray(i * each, (i + 1) * each),
        vectors: found.vectors.subarray(i * each * DIMENSIONS, (i + 1) * each * DIMENSIONS),
      }))
    },

    async readVectors(ids) {
      const members = toLabels(ids)
      return (await withLive(keeper, (live) => threads.readVectors({ handle: live.handle, ids: members })))
        .vectors
    },

    describe() {
      const live = keeper.getLive()
      return { version: live.version.version, count: live.count }
    },
  }
}

function toLabels(ids: string[]): BigInt64Array {
  return BigInt64Array.from(ids, BigInt)
}

/**
 * A member may be committed and not appended yet (another request stored it): then the index catches up first, and
 * the question is asked once more.
 */
async function withLive<T>(
  keeper: IndexKeeper,
  ask: (live: LiveIndex) => Promise<({ ok: true } & T) | TaskFailure>,
): Promise<T> {
  const first = await ask(keeper.getLive())
  if (first.ok) return first
  await keeper.follow()
  const second = await ask(keeper.getLive())
  if (second.ok) return second
  throw new DomainError('INDEX_NOT_READY', 'The index does not know this track yet.', {
    cause: new Error(second.message),
    retryAfterSeconds: 2,
  })
}
