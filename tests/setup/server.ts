import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '../..')
const entry = path.join(root, 'build/server/index.mjs')
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000
const SERVICE_SECRET = 'a-secret-that-only-this-test-run-knows'

export type Exit = { code: number | null; signal: NodeJS.Signals | null }
export type LogLine = Record<string, unknown> & { level: string; msg?: string }

export type ServerOptions = {
  /** Database of a test, see createTestDatabase; without it the server brings its own. */
  databaseUrl?: string
  /** A folder that outlives the server; without it the server has one of its own that goes when it stops. */
  dataDir?: string
  /** Settings besides, over those that every test server has. */
  env?: Record<string, string>
  /** Waits until the sandbox's playlists are in the catalog. */
  seeded?: boolean
}

export type ServerProcess = {
  child: ChildProcess
  stdout: () => string
  stderr: () => string
  exited: Promise<Exit>
}

export type TestServer = {
  url: string
  serviceSecret: string
  dataDir: string
  /** Every line written to stdout so far, parsed; throws where one is no JSON. */
  logs: () => LogLine[]
  stdout: () => string
  stderr: () => string
  exited: Promise<Exit>
  pid: number
  /** Sends a signal (SIGTERM) and waits for the end; SIGKILL follows when it does not come. */
  stop: (signal?: NodeJS.Signals) => Promise<Exit>
}

/** The server as a process of its own with settings of its own; nothing of this machine's settings reaches it. */
export function spawnServer(env: Record<string, string>): ServerProcess {
  if (!existsSync(entry)) throw new Error('build/server/index.mjs is missing: run `npm run setup`.')
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const child = spawn(process.execPath, ['--enable-source-maps', entry], {
    cwd: root,
    env: { ...inherited, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return { child, stdout: () => stdout, stderr: () => stderr, exited }
}

/**
 * Starts the real server on a free port with a small sandbox and waits until it is ready.
 * @throws with the server's own words when it ends or does not come up.
 */
export async function startTestServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await makeDataDir())
  const started = spawnServer({
    DATA_DIR: dataDir,
    SERVICE_SECRET,
    LOG_LEVEL: 'debug',
    SANDBOX_TRACKS: '300',
    SANDBOX_PLAYLISTS: '10',
    RATE_LIMIT_PER_MINUTE: '100000',
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    started.child.kill(signal)
    const late = setTimeout(() => started.child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    const exit = await started.exited
    clearTimeout(late)
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    return exit
  }
  try {
    const url = await findUrl(started)
    await until('the server to be ready', async () => (await fetch(`${url}/api/ready`)).ok)
    if (options.seeded) await untilSeeded(url)
    return {
      url,
      serviceSecret: options.env?.SERVICE_SECRET ?? SERVICE_SECRET,
      dataDir,
      logs: () => parseLines(started.stdout()),
      stdout: started.stdout,
      stderr: started.stderr,
      exited: started.exited,
      pid: started.child.pid ?? 0,
      stop,
    }
  } catch (error) {
    await stop('SIGKILL')
    throw new Error(`The server did not start. ${started.stderr().slice(-2000)}`, { cause: error })
  }
}

/** A folder for a server's data that other users may enter: as root, PostgreSQL runs as one of them. */
export async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'segue-test-server-'))
  await chmod(dataDir, 0o755)
  return dataDir
}

/** Asks until the answer is yes. @throws after START_TIMEOUT_MS, or with what `ask` throws for good. */
export async function until(what: string, ask: () => Promise<boolean>, timeoutMs = START_TIMEOUT_MS) {
  const deadline = Date.now() + timeoutMs
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`)
    await sleep(50)
  }
}

/** The server chooses its port; what it announces on stderr names it. */
async function findUrl(started: ServerProcess): Promise<string> {
  let gone = false
  void started.exited.then(() => (gone = true))
  let url: string | undefined
  await until('the announcement', async () => {
    if (gone) throw new Error('it ended')
    url = /Segue is at (http:\/\/\S+)/.exec(started.stderr())?.[1]
    return url !== undefined
  })
  return url ?? ''
}

const Jobs = z.object({ result: z.object({ data: z.array(z.object({ state: z.string() })) }) })

/** Seeding starts a job for each playlist in a row; it is over when two looks see the same jobs, all ended. */
async function untilSeeded(url: string): Promise<void> {
  let before = 0
  await until('the seeding', async () => {
    const input = encodeURIComponent(JSON.stringify({ limit: 200 }))
    const answer = await fetch(`${url}/api/trpc/job.list?input=${input}`)
    const states = Jobs.parse(await answer.json()).result.data.map(({ state }) => state)
    const settled = states.length > 0 && states.length === before
    before = states.length
    return settled && states.every((state) => state === 'done' || state === 'failed' || state === 'cancelled')
  })
}

function parseLines(text: string): LogLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine)
}
