import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import postgres from 'postgres'
import { reachableByPostgres } from './embedded-root'

export type EmbeddedDatabase = { url: string; stop: () => Promise<void> }

type Options = {
  /** Where the data lives; created at the first start. */
  dataDir: string
  /** The bundled keeper script, see embedded-keeper.ts. */
  keeper: string
  /** Name of the database in the cluster. */
  database?: string
  startTimeoutMs?: number
}

/**
 * Starts a real PostgreSQL under `dataDir` on a free loopback port, as an unprivileged user when we are root.
 * It stops with `stop()`, and by itself when this process dies. Throws with the server's own last words.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedDatabase> {
  await mkdir(options.dataDir, { recursive: true })
  const { keeper, databaseDir } = await reachableByPostgres(
    options.keeper,
    path.resolve(options.dataDir, 'postgres'),
  )
  const passwordFile = path.join(options.dataDir, 'postgres-password')
  if (!existsSync(passwordFile)) {
    await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  }
  // A group of its own: Ctrl-C in a terminal reaches us, and we stop the database last.
  const child = spawn(process.execPath, [keeper, databaseDir, path.resolve(passwordFile)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const port = await readyPort(child, options.startTimeoutMs ?? 60_000)
  const password = (await readFile(passwordFile, 'utf8')).trim()
  const urlOf = (database: string) => `postgres://segue:${password}@127.0.0.1:${String(port)}/${database}`
  const database = options.database ?? 'segue'
  await ensureDatabase(urlOf('postgres'), database)
  return { url: urlOf(database), stop: () => stop(child) }
}

async function readyPort(child: ChildProcess, timeoutMs: number): Promise<number> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`Postgres did not start within ${String(timeoutMs / 1000)} s. ${said}`))
    }, timeoutMs)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`The embedded Postgres did not start (exit code ${String(code)}). ${said.trim()}`))
    })
    child.stdout?.once('data', (chunk: Buffer) => {
      clearTimeout(timer)
      const { port } = JSON.parse(chunk.toString()) as { port: number }
      resolve(port)
    })
  })
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
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.stdin?.end()
  await gone
}
