import { AsyncLocalStorage } from 'node:async_hooks'
import type { Waiting } from '../../domain/job'

export type WaitChannel = ReturnType<typeof createWaitChannel>

/**
 * Tells a job of the waits that adapters sit out on its behalf, however deep below it. Several may last at a time: the
 * one that ends last is told.
 */
export function createWaitChannel() {
  const listeners = new AsyncLocalStorage<{ waits: Set<Waiting>; tell: () => void }>()
  return {
    /** Runs `work`; `waitFor` hears of the waits below it, and null when there is none any more. */
    async listen<T>(
      waitFor: ((waiting: Waiting | null) => void) | undefined,
      work: () => Promise<T>,
    ): Promise<T> {
      const waits = new Set<Waiting>()
      const tell = () => {
        waitFor?.(toLast(waits))
      }
      return listeners.run({ waits, tell }, work)
    },

    /** Says that a wait begins; the function that it gives says that it is over. */
    begin(waiting: Waiting): () => void {
      const listener = listeners.getStore()
      listener?.waits.add(waiting)
      listener?.tell()
      return () => {
        listener?.waits.delete(waiting)
        listener?.tell()
      }
    },
  }
}

function toLast(waits: Set<Waiting>): Waiting | null {
  let last: Waiting | null = null
  for (const waiting of waits) if (last === null || waiting.until > last.until) last = waiting
  return last
}
