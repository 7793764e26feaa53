import type { Logger } from '../observability/logger'

type Deps = {
  follow: () => Promise<void>
  /** Whether a job fills the catalog. */
  isGrowing: () => Promise<boolean>
  log: Logger
}
type Options = {
  pollMs: number
  /** Between two looks at a catalog that grows. */
  restMs: number
}

/**
 * Keeps this process up with the database: `wake` when somebody says that something changed, and a look every `pollMs`
 * whether or not anybody does, because a notification may be lost with its connection. A job that fills the catalog says so
 * with every batch; then a look waits `restMs` for what comes meanwhile, and a small file is one build, not two.
 */
export function createIndexFollower({ follow, isGrowing, log }: Deps, { pollMs, restMs }: Options) {
  let following: Promise<void> | null = null
  let asked = 0
  let closed = false
  let wakeUp = (): void => undefined

  const rest = async () => {
    if (!(await isGrowing()) || closed) return
    await new Promise<void>((resolve) => {
      wakeUp = resolve
      setTimeout(resolve, restMs).unref()
    })
  }
  const look = async (): Promise<void> => {
    await rest().catch((err: unknown) => {
      log.warn({ err }, 'the index could not ask whether the catalog grows')
    })
    if (closed) return
    const seen = asked
    await follow().catch((err: unknown) => {
      log.warn({ err }, 'the index could not follow the database')
    })
    following = asked > seen ? look() : null
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
      wakeUp()
      await following
    },
  }
}
