import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SignJWT } from 'jose'
import { inRoot } from '../scripts/lib/paths.mjs'

const START_TIMEOUT_MS = 120_000

/**
 * Starts a server of the benchmark's own on an empty folder, filled with `tracks` of the sandbox. `env` are further
 * settings of it.
 * @param {{ tracks: number, port: number, env?: Record<string, string> }} options
 */
export async function startServer({ tracks, port, env = {} }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'segue-bench-'))
  const child = spawn(process.execPath, [inRoot('build', 'server', 'index.mjs')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      // As `npm start` and the image have it.
      MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
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
  })
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await waitUntilFilled(url, tracks)
    return { url, stop, pid: child.pid, token: await createToken(dataDir) }
  } catch (error) {
    await stop()
    throw error
  }
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
