import type { Candidate } from '../domain/ranking/member'

type Find = (ids: string[]) => Promise<Map<string, Candidate>>

/**
 * Keeps what ranking knows of candidates between questions: neighbours of different tracks are largely the same
 * tracks. Everything is forgotten when `generation()` changes: a change of a track always comes with a change of its vector,
 * and so with a new change number. Holds `capacity` candidates at most, the oldest go first.
 */
export function createCandidateCache(find: Find, generation: () => number, capacity: number): Find {
  const kept = new Map<string, Candidate>()
  let keptAt = generation()

  return async (ids) => {
    const now = generation()
    if (now !== keptAt) {
      kept.clear()
      keptAt = now
    }
    const unknown = ids.filter((id) => !kept.has(id))
    const found = unknown.length === 0 ? new Map<string, Candidate>() : await find(unknown)
    const answer = new Map<string, Candidate>()
    for (const id of ids) {
      const candidate = kept.get(id) ?? found.get(id)
      if (candidate) answer.set(id, candidate)
    }
    if (generation() === keptAt) for (const [id, candidate] of found) kept.set(id, candidate)
    for (const id of kept.keys()) {
      if (kept.size <= capacity) break
      kept.delete(id)
    }
    return answer
  }
}
