import type { SharedCounts, SharedPace } from '../catalog/ports'

/** Who would have to wait for more windows than this waits so long, and goes on unasked. */
const MAX_WINDOWS = 120

type Options = { key: string; perSecond: number; now?: () => number }

/**
 * At most `perSecond` turns a second over all processes, counted in windows of a second (longer ones where it is less
 * than one a second): whoever finds a window full takes its turn in the next. A rate that is no whole number is rounded
 * down. Without an answer there is no wait: the process keeps its own pace.
 */
export function createSharedPace(
  counts: SharedCounts,
  { key, perSecond, now = Date.now }: Options,
): SharedPace {
  const windowMs = Math.max(1000, 1000 / perSecond)
  const capacity = Math.max(1, Math.floor(perSecond))
  /** No turn is free before this window, as far as this process knows. */
  let next = 0
  return {
    async take() {
      const current = Math.floor(now() / windowMs)
      const first = Math.max(current, next)
      for (let window = first; window < current + MAX_WINDOWS; window++) {
        const ttlSeconds = Math.ceil(((window - current + 2) * windowMs) / 1000)
        const taken = await counts.add(`${key}:${String(window)}`, 1, ttlSeconds).catch(() => null)
        if (taken === null) return 0
        if ((taken[0] ?? 0) <= capacity) return Math.max(0, window * windowMs - now())
        next = Math.max(next, window + 1)
      }
      return MAX_WINDOWS * windowMs
    },
  }
}
