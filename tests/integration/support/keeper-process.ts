import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { inRoot, root } from '../../../scripts/lib/paths.mjs'
import type { KeeperEvent, KeeperTask } from '../index-kills/keeper-events'

const BUNDLE = inRoot('build', 'tests', 'keeper-process.mjs')
const WAIT_MS = 60_000

export type KeeperProcess = ReturnType<typeof startKeeper>

/** Node runs no TypeScript: the process is bundled as the server is. */
export async function bundleKeeper(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['tests/integration/index-kills/keeper-process.ts'],
    outfile: BUNDLE,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
}

/** Starts a process that keeps an index, and reads what it says. */
export function startKeeper(task: Omit<KeeperTask, 'indexTask'>) {
  const indexTask = inRoot('build', 'workers', 'index.task.mjs')
  const child = spawn(process.execPath, [BUNDLE, JSON.stringify({ ...task, indexTask })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  let gone = false
  const exited = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.once('close', (code, signal) => {
      gone = true
      resolve(signal ?? code)
    })
  })
  const events = () =>
    said
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as KeeperEvent)
  const find = <N extends KeeperEvent['event']>(name: N) =>
    events().filter((event): event is Extract<KeeperEvent, { event: N }> => event.event === name)

  return {
    pid: child.pid ?? 0,
    exited,
    stderr: () => stderr,
    committed: () => find('committed').map(({ count }) => count),
    /** The event, once it was said this often. @throws when the process ends before, or nothing comes */
    async saw<N extends KeeperEvent['event']>(name: N, times = 1) {
      const deadline = Date.now() + WAIT_MS
      for (;;) {
        const event = find(name)[times - 1]
        if (event) return event
        if (gone || Date.now() > deadline) {
          throw new Error(`The process did not say "${name}". ${stderr.slice(-2000)}`)
        }
        await sleep(2)
      }
    },
    /** Gives what it ended by: a process that was gone already did not end by the signal. */
    kill() {
      child.kill('SIGKILL')
      return exited
    },
  }
}
