import type { Logger } from '../observability/logger'

/** EX_SOFTWARE of sysexits.h: an error that nobody handled, after which a supervisor starts the process anew. */
export const CRASHED = 70

export type Ending = ReturnType<typeof createEnding>

/**
 * How this process ends: at SIGTERM, SIGINT or the end of its supervisor by draining, with 0; after an error that nobody
 * handled, in a promise or not, by logging it and draining, with CRASHED. What does not drain within `timeoutMs` is cut off.
 */
export function createEnding(log: Logger, timeoutMs: number) {
  let drain: (() => Promise<void>) | null = null
  let ending = false
  let code = 0
  const wasSupervised = process.connected

  async function end(): Promise<void> {
    if (ending) return
    ending = true
    setTimeout(() => {
      log.error('not drained in time')
      process.exit(code === 0 ? CRASHED : code)
    }, timeoutMs)
    await drain?.().catch((err: unknown) => {
      log.error({ err }, 'not drained')
    })
    log.info('stopped')
    process.exit(code)
  }

  function crash(err: unknown, origin?: string): void {
    code = CRASHED
    log.fatal({ err, origin }, 'an error that nobody handled: the process ends')
    void end()
  }
  // A rejection that nobody handles arrives here as well, unless there is a listener of its own.
  process.on('uncaughtException', crash)

  return {
    crash,

    /** From now on signals end the process by way of `work`. */
    drainBy(work: () => Promise<void>): void {
      drain = work
      const stop = (signal: string) => {
        if (!ending) log.info({ signal }, 'draining')
        void end()
      }
      process.on('SIGTERM', stop)
      // A terminal sends these to all of its processes; a supervisor stops them in their order.
      for (const signal of ['SIGINT', 'SIGHUP'] as const) {
        process.on(signal, () => {
          if (!process.connected) stop(signal)
        })
      }
      process.on('disconnect', () => {
        stop('disconnect')
      })
      if (wasSupervised && !process.connected) stop('disconnect')
    },
  }
}
