import { LRUCache } from 'lru-cache'

/** A question to the source that is under way, and what changed since it began. */
type Reading = { changed: Set<string>; all: boolean }

/**
 * Keeps what is known of tracks, by their own ids, between questions: neighbours of different tracks are largely the same
 * tracks. A change of a track always comes with a change of its vector; whoever follows those says which to `forget`, or
 * that anything may have changed. Holds `max` tracks at most, those last asked for, and each for `ttl` ms at most where
 * that is given.
 */
export function createKept<T extends object>(
  find: (ids: string[]) => Promise<Map<string, T>>,
  { max, ttl = 0 }: { max: number; ttl?: number },
) {
  const kept = new LRUCache<string, T>({ max, ttl })
  const readings = new Set<Reading>()

  async function read(ids: string[]): Promise<Map<string, T>> {
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
    /** What is kept of a track; null where nothing is. */
    peek: (id: string): T | null => kept.peek(id) ?? null,

    async find(ids: string[]): Promise<Map<string, T>> {
      const found = new Map<string, T>()
      const missing: string[] = []
      for (const id of ids) {
        const one = kept.get(id)
        if (one) found.set(id, one)
        else missing.push(id)
      }
      for (const [id, one] of await read(missing)) found.set(id, one)
      return found
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
