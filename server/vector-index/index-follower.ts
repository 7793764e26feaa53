import type { Logger } from '../observability/logger'

type Deps = { follow: () => Promise<void>; log: Logger }

/**
 * Keeps this process up with the database: `wake` when somebody says that something changed, and a look every `pollMs`
 * whether or not anybody does, because a notification may be lost with its connection.
 */
export function createIndexFollower({ follow, log }: Deps, { pollMs }: { pollMs: number }) {
  let following: Promise<void> | null = null
  let asked = 0
  let closed = false

  const look = async (): Promise<void> => {
    const seen = asked
    await follow().catch((err: unknown) => {
      log.warn({ err }, 'the index could not follow the database')
    })
    following = asked > seen && !closed ? look() : null
    await following
  }

  /** Many at once lead to one look that begins after the last of them. */
  const wake = () => {
    if (closed) return
    asked++
    following ??= look()
  }
  const timer = setInterval(wake, pollMs)
  timer.unref()

  return {
    wake,
    async close() {
      closed = true
      clearInterval(timer)
      await following
    },
  }
}
