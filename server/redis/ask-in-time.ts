import type { Logger } from '../observability/logger'

/** After a failure Redis is left alone for this long: one question in a while waits for it, not each. */
const REST_MS = 1000

/** Asks Redis what can be done without: refuses within `timeoutMs` where Redis is away or hangs, and at once for a while after. */
export function createAskInTime(log: Logger, { what, timeoutMs }: { what: string; timeoutMs: number }) {
  let restsUntil = 0
  const isResting = () => performance.now() < restsUntil
  return {
    isResting,
    ask: async <T>(question: () => Promise<T>): Promise<T> => {
      if (isResting()) throw new Error('Redis is left alone for a moment')
      try {
        return await inTime(question(), timeoutMs)
      } catch (error) {
        restsUntil = performance.now() + REST_MS
        log.debug({ err: error }, `${what} does not answer`)
        throw error
      }
    },
  }
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // A busy event loop turns timers before sockets: an answer that is there already is read first.
      setImmediate(() => {
        reject(new Error(`no answer within ${String(timeoutMs)} ms`))
      })
    }, timeoutMs)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
