import { setTimeout as sleep } from 'node:timers/promises'
import type { SharedPace } from '../catalog/ports'
import { SourceFault } from './source'

export type Pace = {
  /** Resolves when the next call may go out. Throws SourceFault where that is too far off, or the signal's reason. */
  wait: (signal?: AbortSignal) => Promise<void>
}

type Options = {
  perSecond: number
  maxWaitMs: number
  /** The same pace of all processes together; without it this one keeps its own. */
  shared?: SharedPace | undefined
  now?: () => number
}

/** At most `perSecond` calls, evenly spaced, and nobody waits longer than `maxWaitMs`. */
export function createPace(options: Options): Pace {
  const now = options.now ?? (() => performance.now())
  const spacing = 1000 / options.perSecond
  let next = 0
  return {
    async wait(signal) {
      signal?.throwIfAborted()
      const own = Math.max(0, next - now())
      if (own > options.maxWaitMs) throw tooMany()
      next = now() + own + spacing
      const wait = Math.max(own, (await options.shared?.take()) ?? 0)
      if (wait > options.maxWaitMs) throw tooMany()
      if (wait > 0) await sleep(wait, undefined, signal ? { signal } : {})
      signal?.throwIfAborted()
    },
  }
}

const tooMany = () => new SourceFault('too many tracks wait for it', 0)
