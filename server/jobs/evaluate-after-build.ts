import type { Logger } from '../observability/logger'

type Deps = {
  /** Whether there are enough playlists to measure on. */
  isWorthwhile: () => Promise<boolean>
  start: () => Promise<unknown>
  log: Logger
}

/**
 * Starts an evaluation once builds have been quiet for `quietMs`: a catalog that is being filled is built several
 * times within seconds, and only the last of these versions stays.
 */
export function createEvaluateAfterBuild({ isWorthwhile, start, log }: Deps, quietMs: number) {
  let timer: NodeJS.Timeout | undefined

  async function startIfWorthwhile(): Promise<void> {
    try {
      if (await isWorthwhile()) await start()
    } catch (err) {
      log.warn({ err }, 'the new index version is not evaluated')
    }
  }

  return {
    onBuilt(): void {
      clearTimeout(timer)
      timer = setTimeout(() => void startIfWorthwhile(), quietMs)
      timer.unref()
    },
    close(): Promise<void> {
      clearTimeout(timer)
      return Promise.resolve()
    },
  }
}
