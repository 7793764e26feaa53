import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tools } from '../tools'
import { FILES } from './with-database'

/** The index is built from what was restored. */
const TIMEOUT_MS = 10 * 60_000
const LOOK_MS = 200
const STOP_MS = 60_000

/** Starts a server that does no jobs, waits until all its parts are ready, and stops it. Throws with its own words. */
export async function checkHealth({
  io,
  settings: { dataDir },
}: Pick<Tools, 'io' | 'settings'>): Promise<void> {
  const child = spawn(process.execPath, [FILES.server], {
    env: {
      ...io.env,
      DATA_DIR: dataDir,
      NODE_ENV: 'production',
      ROLE: 'web',
      HOST: '127.0.0.1',
      PORT: '0',
      REDIS_URL: '',
      SANDBOX_TRACKS: '0',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  const state = { gone: false }
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => {
      state.gone = true
      resolve()
    })
  })
  try {
    const deadline = Date.now() + TIMEOUT_MS
    for (;;) {
      if (state.gone) throw new Error(said.trim().split('\n').at(-1))
      const url = /Segue is at (\S+)/.exec(said)?.[1]
      if (url !== undefined && (await isReady(url))) return
      if (Date.now() > deadline) throw new Error('It was not ready in time.')
      await sleep(LOOK_MS)
    }
  } finally {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(late)
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/api/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
