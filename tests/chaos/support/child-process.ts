import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { FILE_LOADERS } from '../../../scripts/lib/file-loaders.mjs'
import { inRoot, root } from '../../../scripts/lib/paths.mjs'

const WAIT_MS = 60_000

/** Node runs no TypeScript: a process of a test is bundled as the server is. Gives the bundle's path. */
export async function bundleProcess(entry: string): Promise<string> {
  const bundle = inRoot('build', 'tests', `${path.basename(entry, '.ts')}.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: [`tests/chaos/${entry}`],
    outfile: bundle,
    bundle: true,
    packages: 'external',
    loader: FILE_LOADERS,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return bundle
}

/** Starts a bundle with a task, and reads what it says: one line of JSON an event. */
export function startProcess<Event extends { event: string }>(bundle: string, task: object) {
  const child = spawn(process.execPath, [bundle, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] })
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
      .map((line) => JSON.parse(line) as Event)
  const find = <N extends Event['event']>(name: N) =>
    events().filter((event): event is Extract<Event, { event: N }> => event.event === name)

  return {
    pid: child.pid ?? 0,
    exited,
    stderr: () => stderr,
    find,
    /** The event, once it was said this often. @throws when the process ends before, or nothing comes */
    async saw<N extends Event['event']>(name: N, times = 1) {
      const deadline = Date.now() + WAIT_MS
      for (;;) {
        const event = find(name)[times - 1]
        if (event) return event
        if (gone || Date.now() > deadline) {
          throw new Error(`The process did not say "${name}". ${said.slice(-500)} ${stderr.slice(-2000)}`)
        }
        await sleep(2)
      }
    },
    signal: (name: 'SIGSTOP' | 'SIGCONT') => child.kill(name),
    /** Gives what it ended by: a process that was gone already did not end by the signal. */
    kill() {
      child.kill('SIGKILL')
      return exited
    },
  }
}
