import type { Candidate } from '../../similar/domain/ranking/member'

type Find = (ids: string[]) => Promise<Map<string, Candidate>>

/** A question to the source that is under way, and what changed since it began. */
type Reading = { changed: Set<string>; all: boolean }

/**
 * Keeps what ranking knows of candidates between questions: neighbours of different tracks are largely the same
 * tracks. A change of a track always comes with a change of its vector; whoever follows those says which to `forget`, or
 * that anything may have changed. Holds `capacity` candidates at most, the oldest go first.
 */
export function createCandidateCache(find: Find, capacity: number) {
  const kept = new Map<string, Candidate>()
  const readings = new Set<Reading>()

  async function read(ids: string[]): Promise<Map<string, Candidate>> {
    if (ids.length === 0) return new Map()
    const reading: Reading = { changed: new Set(), all: false }
    readings.add(reading)
    try {
      const found = await find(ids)
      if (!reading.all) for (const [id, one] of found) if (!reading.changed.has(id)) kept.set(id, one)
      return found
    } finally {
      readings.delete(reading)
    }
  }

  return {
    async find(ids: string[]): Promise<Map<string, Candidate>> {
      const known = new Map<string, Candidate>()
      for (const id of ids) {
        const candidate = kept.get(id)
        if (candidate) known.set(id, candidate)
      }
      const found = await read(ids.filter((id) => !known.has(id)))
      const answer = new Map<string, Candidate>()
      for (const id of ids) {
        const candidate = known.get(id) ?? found.get(id)
        if (candidate) answer.set(id, candidate)
      }
      for (const id of kept.keys()) {
        if (kept.size <= capacity) break
        kept.delete(id)
      }
      return answer
    },

    forget(ids: Iterable<string>): void {
      if (kept.size === 0 && readings.size === 0) return
      for (const id of ids) {
        kept.delete(id)
        for (const reading of readings) reading.changed.add(id)
      }
    },

    clear(): void {
      kept.clear()
      for (const reading of readings) reading.all = true
    },
  }
}
