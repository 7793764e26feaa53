import type { ReadTaste } from '../taste/read-taste'
import type { Recommendation } from './domain/recommendation'
import { findSimilar, type FindSimilarDeps, type FindSimilarInput } from './find-similar'
import { findSimilarCached, type FindSimilarCachedDeps } from './find-similar-cached'

export type FindForListenerDeps = {
  searching: FindSimilarDeps
  answers: Omit<FindSimilarCachedDeps, 'find'>
  readTaste: ReadTaste
}

/** An answer with the taste of a listener, or of nobody; kept where it was given before. */
export async function findForListener(
  { searching, answers, readTaste }: FindForListenerDeps,
  input: FindSimilarInput,
  listenerId: string | null,
): Promise<Recommendation> {
  const listener = listenerId === null ? null : await readTaste(listenerId)
  const find = (asked: FindSimilarInput) => findSimilar(searching, asked, listener)
  return findSimilarCached({ ...answers, find }, input, listener?.version ?? null)
}
