import type { ResultStore } from '../services/result-cache'
import type { QuotaStops } from './limits'

/** Ends of quotas, kept where a restart does not forget them: asking in vain counts as well. */
export function createQuotaStops(
  store: ResultStore,
  owner: string,
  now: () => number = Date.now,
): QuotaStops {
  const keyOf = (group: string) => `spotify:${owner}:quota:${group}`
  return {
    async read(group) {
      const until = Number(await store.read(keyOf(group)))
      return Number.isFinite(until) && until > 0 ? until : null
    },
    write: (group, until) =>
      store.write(keyOf(group), String(until), Math.max(1, Math.ceil((until - now()) / 1000))),
  }
}
