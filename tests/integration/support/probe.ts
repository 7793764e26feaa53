import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestServer } from '../../setup/server'

const EVERY_MS = 250
/** Of a machine that has time for its server. */
const QUICK_MS = 50
/** Ticks of /proc in a second. */
const TICKS = 100

export type Probe = ReturnType<typeof startProbe>

/**
 * Asks for /api/health again and again beside other requests, and so tells a server that hangs from a machine that is
 * slow: on one, this takes long as well. `freezes` are the answers before which the main thread worked for `hangMs`.
 */
export function startProbe(server: TestServer, { hangMs, maxMs }: { hangMs: number; maxMs: number }) {
  const state = { stopped: false, askedAt: performance.now(), slowest: 0 }
  const freezes: string[] = []

  const ask = async () => {
    state.askedAt = performance.now()
    const workedBefore = readMainThreadMs(server.pid)
    await fetch(`${server.url}/api/health`).then(
      (answer) => answer.arrayBuffer(),
      () => undefined,
    )
    state.slowest = performance.now() - state.askedAt
    const worked = readMainThreadMs(server.pid) - workedBefore
    if (worked > hangMs) {
      freezes.push(`/api/health came after ${String(worked)} ms of work on the main thread`)
    }
  }
  const asking = (async () => {
    while (!state.stopped) {
      await ask()
      await sleep(EVERY_MS)
    }
  })()

  return {
    freezes,
    /** How long an answer may take now: `hangMs`, and more where the machine is slow, `maxMs` at most. */
    allowedMs: (): number => {
      const latency = Math.max(state.slowest, performance.now() - state.askedAt - EVERY_MS)
      return Math.min(maxMs, hangMs * Math.max(1, latency / QUICK_MS))
    },
    stop: async () => {
      state.stopped = true
      await asking
    },
  }
}

/** Processor time of the thread that answers, whatever else runs on the machine. */
function readMainThreadMs(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [fields[11], fields[12]].map(Number)
  return (((user ?? 0) + (system ?? 0)) * 1000) / TICKS
}
