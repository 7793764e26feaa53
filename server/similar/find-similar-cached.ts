import { resolveControls } from './domain/controls'
import type { Recommendation } from './domain/recommendation'
import { toAnswerKey, type AnswerBasis } from './answer-key'
import type { FindSimilarInput } from './find-similar'
import type { ResultCache } from './result-cache'

export type FindSimilarCachedDeps = {
  find: (input: FindSimilarInput) => Promise<Recommendation>
  cache: ResultCache<Recommendation>
  /** What answers are computed over now; null before there is an index. */
  findBasis: () => AnswerBasis | null
}

/**
 * `findSimilar` with answers kept. What is kept must hold for everybody: whatever is one person's either comes after it
 * or is named by `taste`. A new index version, or a track more, makes another key, so nothing has to be thrown away.
 * Throws what findSimilar throws; a failure is not kept.
 */
export async function findSimilarCached(
  { find, cache, findBasis }: FindSimilarCachedDeps,
  input: FindSimilarInput,
  taste: string | null = null,
): Promise<Recommendation> {
  const basis = findBasis()
  if (!basis) return find(input)
  const { seeds, not, k, mode, ...controlsInput } = input
  const controls = resolveControls(mode, controlsInput, seeds.length)
  const keyOver = (state: AnswerBasis) => toAnswerKey(state, { seeds, not, k, controls, taste })
  const key = keyOver(basis)
  return cache.getOrCompute(
    key,
    () => find(input),
    // The index may have moved on meanwhile; the answer then is of neither state for certain.
    () => {
      const now = findBasis()
      return now !== null && keyOver(now) === key
    },
  )
}
