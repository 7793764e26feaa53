import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { DomainError } from '~server/domain/errors'
import { lockDataDir } from './data-lock'
import { reachableByPostgres } from './embedded-root'

export type EmbeddedDatabase = {
  url: string
  port: number
  /** Where its files lie. */
  databaseDir: string
  stop: () => Promise<void>
}

type Options = {
  /** Where the data lives; created at the first start. */
  dataDir: string
  /** The bundled keeper script, see embedded-keeper.ts. */
  keeper: string
  /** Name of the database in the cluster. */
  database?: string
  startTimeoutMs?: number
  /** Told that the server ended by itself, with its last words, and is started again. */
  onRestart?: (reason: string) => void
  /** Told that it cannot be kept alive. */
  onLost?: (error: Error) => void
}

/** Ends within this time after which the server is given up, and the wait before it is started again. */
const MAX_ENDS = 5
const ENDS_WITHIN_MS = 60_000
const RESTART_WAIT_MS = 200
const STOP_TIMEOUT_MS = 60_000
const DATABASE = 'segue'

/** The address of an embedded database. */
export const toEmbeddedUrl = (at: { port: number; password: string; database?: string }): string =>
  `postgres://segue:${at.password}@127.0.0.1:${String(at.port)}/${at.database ?? DATABASE}`

/**
 * Starts a real PostgreSQL under `dataDir` on a free loopback port, as an unprivileged user when we are root, and holds the
 * lock of that folder. A server that ends by itself is started again on the same port. It stops with `stop()`, and by
 * itself when this process dies. Throws DATA_DIR_IN_USE, and DATABASE_UNREACHABLE with the server's own last words.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedDatabase> {
  await mkdir(options.dataDir, { recursive: true })
  const lock = lockDataDir(options.dataDir)
  try {
    const running = await startLocked(options)
    lock.announce(running.port)
    const stopRunning = async () => {
      await running.stop()
      lock.release()
    }
    return { ...running, stop: stopRunning }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function startLocked(options: Options): Promise<EmbeddedDatabase> {
  const { keeper, databaseDir } = await reachableByPostgres(
    options.keeper,
    path.resolve(options.dataDir, 'postgres'),
  )
  const passwordFile = path.resolve(options.dataDir, 'postgres-password')
  if (!existsSync(passwordFile)) {
    await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  }
  const start = async (wantedPort: number | null) => {
    const port = wantedPort === null ? [] : [String(wantedPort)]
    // A group of its own: Ctrl-C in a terminal reaches us, and we stop the database last.
    const child = spawn(process.execPath, [keeper, databaseDir, passwordFile, ...port], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    return { child, port: await readyPort(child, options.startTimeoutMs ?? 60_000) }
  }
  const { child, port } = await start(null)
  const keeping = keepRunning(child, async () => (await start(port)).child, options)
  const password = (await readFile(passwordFile, 'utf8')).trim()
  const urlOf = (name: string) => toEmbeddedUrl({ port, password, database: name })
  const database = options.database ?? DATABASE
  try {
    await ensureDatabase(urlOf('postgres'), database)
  } catch (error) {
    await keeping.stop()
    throw error
  }
  return { url: urlOf(database), port, databaseDir, stop: keeping.stop }
}

/** Starts the keeper again, and with it the server, whenever it ends before `stop`. */
function keepRunning(first: ChildProcess, restart: () => Promise<ChildProcess>, options: Options) {
  const state = { child: first, stopping: false, restarting: Promise.resolve() }
  const ends: number[] = []

  async function startAgain(reason: string): Promise<void> {
    for (let why = reason; !state.stopping;) {
      const now = Date.now()
      ends.push(now)
      while (ends[0] !== undefined && ends[0] < now - ENDS_WITHIN_MS) ends.shift()
      if (ends.length >= MAX_ENDS) {
        options.onLost?.(
          new Error(`The embedded Postgres ended ${String(MAX_ENDS)} times in a minute. ${why}`),
        )
        return
      }
      options.onRestart?.(why)
      await sleep(RESTART_WAIT_MS * ends.length)
      try {
        state.child = await restart()
        watch(state.child)
        return
      } catch (error) {
        why = error instanceof Error ? error.message : String(error)
      }
    }
  }

  function watch(child: ChildProcess): void {
    const words = collectWords(child)
    child.once('close', () => {
      if (!state.stopping) state.restarting = startAgain(lastWords(words()))
    })
  }

  watch(first)
  return {
    stop: async () => {
      state.stopping = true
      await state.restarting
      await stop(state.child)
    },
  }
}

async function readyPort(child: ChildProcess, timeoutMs: number): Promise<number> {
  const words = collectWords(child)
  return new Promise((resolve, reject) => {
    const refuse = (what: string) => {
      clearTimeout(timer)
      reject(
        new DomainError(
          'DATABASE_UNREACHABLE',
          `The embedded PostgreSQL ${what}. ${lastWords(words())}`.trim(),
          {
            hint: 'Its files lie in DATA_DIR/postgres.',
          },
        ),
      )
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      refuse(`did not start within ${String(timeoutMs / 1000)} s`)
    }, timeoutMs)
    child.once('close', (code) => {
      refuse(`did not start (exit code ${String(code)})`)
    })
    child.stdout?.once('data', (chunk: Buffer) => {
      clearTimeout(timer)
      const { port } = JSON.parse(chunk.toString()) as { port: number }
      resolve(port)
    })
  })
}

function collectWords(child: ChildProcess): () => string {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  return () => said
}

/** Of what a server wrote, the line that says why it ended. */
function lastWords(said: string): string {
  const lines = said.split('\n').flatMap((line) => line.trim() || [])
  return lines.findLast((line) => /\b(PANIC|FATAL|ERROR):|No space left/.test(line)) ?? lines.at(-1) ?? ''
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const [row] = await sql`select 1 from pg_database where datname = ${name}`
    if (!row) await sql`create database ${sql(name)}`
  } finally {
    await sql.end()
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  child.stdin?.end()
  await gone
  clearTimeout(late)
}
