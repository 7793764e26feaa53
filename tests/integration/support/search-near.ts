import { DIMENSIONS } from '~server/domain/features/vector-spec'
import type { VectorSearch } from '~server/catalog/ports'

/** Per member: its own vector, and its k nearest (itself included) with theirs. */
export async function searchNear(
  search: Pick<VectorSearch, 'readVectors' | 'searchVectors'>,
  ids: string[],
  k: number,
) {
  const queries = await search.readVectors(ids)
  const answers = await search.searchVectors(queries, k)
  return answers.map((answer, i) => ({
    query: queries.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
    ...answer,
  }))
}
