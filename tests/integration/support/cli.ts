import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { TestServer } from '../../setup/server'

const BUNDLE = path.resolve(import.meta.dirname, '../../../build/cli/index.mjs')

export type Ran = { code: number | null; out: string; err: string }

/** Runs the bundled tool as a process in `cwd`, the way a shell does, with an operator's secret of `server`. */
export async function runCli(
  server: TestServer,
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [BUNDLE, ...args], {
    cwd,
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      SEGUE_URL: server.url,
      SERVICE_SECRET: server.serviceSecret,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ran: Ran = { code: null, out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (ran.err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { ...ran, code }
}
