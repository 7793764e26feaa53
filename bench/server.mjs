import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SignJWT } from 'jose'
import { inRoot } from '../scripts/lib/paths.mjs'
import { loadSegue } from './index/segue.mjs'

const START_TIMEOUT_MS = 120_000
/** As `npm start` and the image have it. */
const HEAP_MB = process.env.HEAP_MB ?? '512'

/**
 * Starts a server of the benchmark's own on an empty folder, filled with `tracks` of the sandbox. `env` are further
 * settings of it. With `worker` jobs are done by a process of their own, on the port behind. `databaseUrl` is that of a
 * database which others may use as well: with `worker`, or where `ownDatabase` asks for it.
 * @param {{ tracks: number, port: number, env?: Record<string, string>, worker?: boolean,
 *   ownDatabase?: boolean, nodeOptions?: string[] }} options
 */
export async function startServer({
  tracks,
  port,
  env = {},
  worker = false,
  ownDatabase = worker,
  nodeOptions = [],
}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'segue-bench-'))
  // PostgreSQL runs as another user where we are root; where that user may not enter, the data would lie elsewhere and stay.
  await chmod(dataDir, 0o755)
  const postgres = ownDatabase ? await startPostgres(dataDir) : null
  const shared = { ...env, ...(postgres && { DATABASE_URL: postgres.url }) }
  const processes = [
    spawnServer(dataDir, { tracks, port, nodeOptions, env: { ...shared, ...(worker && { ROLE: 'web' }) } }),
  ]
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    for (const child of processes.toReversed()) {
      child.kill('SIGTERM')
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    }
    await postgres?.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await waitUntilFilled(url, tracks)
    if (worker) {
      processes.push(spawnServer(dataDir, { tracks, port: port + 1, env: { ...shared, ROLE: 'worker' } }))
      await waitUntilReady(`http://127.0.0.1:${port + 1}`)
    }
    const [pid, workerPid] = processes.map((child) => child.pid)
    return { url, stop, pid, workerPid, databaseUrl: postgres?.url, token: await createToken(dataDir) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** @param {string} dataDir @param {{ tracks: number, port: number, env: Record<string, string>, nodeOptions?: string[] }} options */
function spawnServer(dataDir, { tracks, port, env, nodeOptions = [] }) {
  return spawn(
    process.execPath,
    [...nodeOptions, `--max-old-space-size=${HEAP_MB}`, inRoot('build', 'server', 'index.mjs')],
    {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        LOG_LEVEL: 'warn',
        PORT: String(port),
        DATA_DIR: dataDir,
        SANDBOX_TRACKS: String(tracks),
        DATABASE_URL: '',
        REDIS_URL: '',
        SPOTIFY_CLIENT_ID: '',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

/** A database that both processes may use; the embedded one of a server is its own. @param {string} dataDir */
async function startPostgres(dataDir) {
  const segue = await loadSegue()
  return segue.startEmbeddedPostgres({ dataDir, keeper: inRoot('build', 'db', 'embedded-keeper.mjs') })
}

/** @param {string} url */
async function waitUntilReady(url) {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/api/ready`).catch(() => null)
    if (response?.ok) return
    await sleep(200)
  }
  throw new Error(`The worker was not ready within ${START_TIMEOUT_MS / 1000} s.`)
}

/** @param {string} url @param {number} tracks */
async function waitUntilFilled(url, tracks) {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/api/trpc/index.status`).catch(() => null)
    if (response?.ok) {
      const live = /"live":(\d+)/.exec(await response.text())?.[1]
      if (Number(live) >= tracks) return
    }
    await sleep(200)
  }
  throw new Error(`The server did not index ${tracks} tracks within ${START_TIMEOUT_MS / 1000} s.`)
}

/** @param {string} dataDir */
async function createToken(dataDir) {
  const secret = (await readFile(join(dataDir, 'service-secret'), 'utf8')).trim()
  return (role = 'reader') =>
    new SignJWT({ role })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('bench')
      .setAudience('segue')
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(new TextEncoder().encode(secret))
}
