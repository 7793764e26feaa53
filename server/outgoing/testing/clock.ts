/** Time that moves only when it is told to, for tests of what waits. */

type Sleeper = { at: number; wake: () => void }
type SleepOptions = { signal?: AbortSignal }

/** Lets everything run that does not wait for the clock. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

export function createClock() {
  let now = 0
  let sleepers: Sleeper[] = []
  const slept: number[] = []

  /** In place of setTimeout of node:timers/promises. */
  function sleep(ms = 0, value?: unknown, { signal }: SleepOptions = {}): Promise<unknown> {
    slept.push(ms)
    return new Promise((resolve, reject) => {
      const sleeper = { at: now + ms, wake: () => resolve(value) }
      const abort = () => {
        sleepers = sleepers.filter((other) => other !== sleeper)
        const error = new Error('The operation was aborted', { cause: signal?.reason })
        error.name = 'AbortError'
        reject(error)
      }
      if (signal?.aborted) {
        abort()
        return
      }
      signal?.addEventListener('abort', abort, { once: true })
      sleepers.push(sleeper)
    })
  }

  /** Moves time on and wakes, in order, who slept until then. */
  async function advance(ms: number): Promise<void> {
    const target = now + ms
    for (;;) {
      await settle()
      const next = sleepers.filter(({ at }) => at <= target).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      now = Math.max(now, next.at)
      sleepers = sleepers.filter((sleeper) => sleeper !== next)
      next.wake()
    }
    now = target
  }

  return { now: () => now, sleep, advance, slept }
}
export type Clock = ReturnType<typeof createClock>
