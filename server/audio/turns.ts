import { DomainError } from '../domain/errors'

const RETRY_AFTER_SECONDS = 2

/** Work of which `atOnce` pieces go on at a time; BUSY where more than `waiting` others wait. */
export function createTurns(atOnce: number, waiting: number) {
  let running = 0
  const queue: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) {
        throw new DomainError('BUSY', 'Too many clips are waiting to be listened to.', {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        })
      }
      await new Promise<void>((resolve) => queue.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
}
