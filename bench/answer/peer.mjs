import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { inRoot } from '../../scripts/lib/paths.mjs'

/** The packages are Debian's, which another Python of this machine does not see. */
const PYTHON = '/usr/bin/python3'
const START_TIMEOUT_MS = 300_000

/**
 * Starts the peer over the tracks of a database. Throws where its packages are missing.
 * @param {{ databaseUrl: string, port: number, dimensions: number }} options
 */
export async function startPeer({ databaseUrl, port, dimensions }) {
  const child = spawn(PYTHON, [inRoot('bench', 'answer', 'peer.py')], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      DIMENSIONS: String(dimensions),
      OMP_NUM_THREADS: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
  }
  const deadline = Date.now() + START_TIMEOUT_MS
  while (child.exitCode === null && Date.now() < deadline) {
    const response = await fetch(`${url}/ready`).catch(() => null)
    if (response?.ok) return { url, stop }
    await sleep(200)
  }
  await stop()
  throw new Error(
    'The peer did not start; it needs the packages python3-fastapi, uvicorn, python3-asyncpg and python3-faiss.',
  )
}
