import { DomainError } from '../../domain/errors'

type Options = {
  /** Searches that run at once. */
  slots: number
  /** Searches that wait at most. */
  maxQueue: number
  timeoutMs: number
}

/**
 * Lets so many searches through at once and makes the others wait. Throws BUSY where too many wait, TIMED_OUT where a
 * search is not over in time, its waiting included; the place of one that runs on is given away when it ends.
 */
export function createQueryGate({ slots, maxQueue, timeoutMs }: Options) {
  let running = 0
  const waiting: (() => void)[] = []

  async function enter(): Promise<void> {
    if (running < slots) {
      running++
      return
    }
    if (waiting.length >= maxQueue) {
      throw new DomainError('BUSY', 'Too many searches are waiting.', { retryAfterSeconds: 1 })
    }
    // Who leaves hands its place on, so that nobody who comes in between takes it.
    await new Promise<void>((resolve) => waiting.push(resolve))
  }

  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      const deadline = Date.now() + timeoutMs
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new DomainError('TIMED_OUT', 'The search took too long.', { retryAfterSeconds: 2 }))
        }, timeoutMs)
      })
      const through = enter().then(async () => {
        try {
          if (Date.now() >= deadline) throw new DomainError('TIMED_OUT', 'The search waited too long.')
          return await work()
        } finally {
          leave()
        }
      })
      through.catch(() => undefined)
      try {
        return await Promise.race([through, late])
      } finally {
        clearTimeout(timer)
      }
    },
    stats: () => ({ running, waiting: waiting.length }),
  }
}
export type QueryGate = ReturnType<typeof createQueryGate>
