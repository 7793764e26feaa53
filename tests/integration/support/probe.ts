import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestServer } from '../../setup/server'

const EVERY_MS = 250
/** Ticks of /proc in a second. */
const TICKS = 100

export type Probe = ReturnType<typeof startProbe>

/**
 * Asks for /api/health again and again beside other requests. `freezes` are the answers before which the main thread worked
 * for more than `maxMs`: whoever asked meanwhile waited for that.
 */
export function startProbe(server: TestServer, maxMs: number) {
  const state = { stopped: false }
  const freezes: string[] = []

  const ask = async () => {
    const workedBefore = readMainThreadMs(server.pid)
    await fetch(`${server.url}/api/health`).then(
      (answer) => answer.arrayBuffer(),
      () => undefined,
    )
    const worked = readMainThreadMs(server.pid) - workedBefore
    if (worked > maxMs) {
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
