import type { SharedCounts } from '../../catalog/ports'

/** Numbers that several processes share, in memory; they can be away. */
export function createSharedNumbers(): SharedCounts & { isAway: boolean } {
  const numbers = new Map<string, number>()
  const shared = {
    isAway: false,
    add: (key: string, by: number, _ttlSeconds: number, others: readonly string[] = []) => {
      if (shared.isAway) return Promise.reject(new Error('away'))
      numbers.set(key, (numbers.get(key) ?? 0) + by)
      return Promise.resolve([key, ...others].map((name) => numbers.get(name) ?? 0))
    },
  }
  return shared
}
