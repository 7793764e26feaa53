import { setTimeout as sleep } from 'node:timers/promises'
import { SourceFault } from './source'

export type Pace = {
  /** Resolves when the next call may go out. Throws SourceFault where that is too far off, or the signal's reason. */
  wait: (signal?: AbortSignal) => Promise<void>
}

/** At most `perSecond` calls, evenly spaced, and nobody waits longer than `maxWaitMs`. */
export function createPace(options: { perSecond: number; maxWaitMs: number; now?: () => number }): Pace {
  const now = options.now ?? (() => performance.now())
  const spacing = 1000 / options.perSecond
  let next = 0
  return {
    async wait(signal) {
      signal?.throwIfAborted()
      const wait = Math.max(0, next - now())
      if (wait > options.maxWaitMs) throw new SourceFault('too many tracks wait for it', 0)
      next = now() + wait + spacing
      if (wait > 0) await sleep(wait, undefined, signal ? { signal } : {})
      signal?.throwIfAborted()
    },
  }
}
