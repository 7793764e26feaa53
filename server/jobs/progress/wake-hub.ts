export type WakeHub = ReturnType<typeof createWakeHub>

/** Those of this process who wait for news, by the name of what they wait for. */
export function createWakeHub() {
  const sleepers = new Map<string, Set<() => void>>()
  return {
    /** Wakes all who sleep on `name`. */
    wake: (name: string): void => {
      for (const wake of sleepers.get(name) ?? []) wake()
    },

    /** Begins to notice calls of `wake`; `sleep` ends at the first since then, after `ms`, or with the signal. */
    attend(name: string) {
      let rung = false
      let ring: (() => void) | null = null
      const onWake = () => {
        rung = true
        ring?.()
      }
      const own = sleepers.get(name) ?? new Set()
      sleepers.set(name, own.add(onWake))
      return {
        /** Forgets what was rung so far: what is read from now on is as new as that. */
        rearm(): void {
          rung = false
        },
        async sleep(ms: number, signal: AbortSignal): Promise<void> {
          if (rung || signal.aborted) return
          await new Promise<void>((resolve) => {
            const end = () => {
              clearTimeout(timer)
              signal.removeEventListener('abort', end)
              ring = null
              resolve()
            }
            const timer = setTimeout(end, ms)
            signal.addEventListener('abort', end, { once: true })
            ring = end
          })
        },
        leave(): void {
          own.delete(onWake)
          if (own.size === 0) sleepers.delete(name)
        },
      }
    },
  }
}
