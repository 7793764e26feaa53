import type { Logger } from '../observability/logger'

type Deps = { follow: () => Promise<void>; log: Logger }

/**
 * Keeps this process up with the database: `wake` when somebody says that something changed, and a look every `pollMs`
 * whether or not anybody does, because a notification may be lost with its connection.
 */
export function createIndexFollower({ follow, log }: Deps, { pollMs }: { pollMs: number }) {
  let following: Promise<void> | null = null
  let wanted = false
  let closed = false

  const look = async (): Promise<void> => {
    wanted = false
    await follow().catch((err: unknown) => {
      log.warn({ err }, 'the index could not follow the database')
    })
    following = wanted && !closed ? look() : null
    await following
  }

  /** Many at once lead to one look that begins after the last of them. */
  const wake = () => {
    if (closed) return
    wanted = true
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
