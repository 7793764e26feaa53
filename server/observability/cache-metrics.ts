import { Counter, Gauge, type Registry } from 'prom-client'

/** Questions since the start by how they were answered. */
export type CacheReading = { hits: number; joined: number; misses: number; fallbacks: number }

/** Counts of the result cache, and its hit rate. */
export function registerCacheMetrics(registry: Registry, read: () => CacheReading): void {
  new Counter({
    name: 'segue_result_cache_total',
    help: 'Questions by how they were answered: kept (hit), with the same question under way (joined), anew (miss), anew because the cache was away (fallback)',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset()
      const { hits, joined, misses, fallbacks } = read()
      this.inc({ outcome: 'hit' }, hits)
      this.inc({ outcome: 'joined' }, joined)
      this.inc({ outcome: 'miss' }, misses)
      this.inc({ outcome: 'fallback' }, fallbacks)
    },
  })
  new Gauge({
    name: 'segue_result_cache_hit_ratio',
    help: 'Share of questions since the start that were not computed',
    registers: [registry],
    collect() {
      const { hits, joined, misses, fallbacks } = read()
      this.set((hits + joined) / Math.max(1, hits + joined + misses + fallbacks))
    },
  })
}
