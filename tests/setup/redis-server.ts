import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from './ports'

const START_TIMEOUT_MS = 10_000
const ATTEMPTS = 3
const AGAIN_MS = 300
/** One for each test file of a run, see createTestRedis. */
const DATABASES = 1024

export type RedisServer = {
  url: string
  /** Ends it by a signal (SIGTERM) and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<void>
}

/**
 * Starts a redis-server of the tests' own on a free loopback port, or again on `port`, with nothing written to disk. Tests
 * of an outage start one of these for themselves.
 * @throws with the server's last words when it does not come up.
 */
export async function startRedisServer(port?: number): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startAt(port ?? (await findFreePort()))
    } catch (error) {
      // A port that was free may be the near end of somebody's connection by now.
      if (attempt === ATTEMPTS) throw error
      await sleep(AGAIN_MS)
    }
  }
}

async function startAt(at: number): Promise<RedisServer> {
  const options = [
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--databases',
    String(DATABASES),
  ]
  const child = spawn('redis-server', ['--port', String(at), ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`redis-server ${why}. ${said.slice(-2000)}`))
    }
    const timer = setTimeout(fail, START_TIMEOUT_MS, `did not start within ${START_TIMEOUT_MS / 1000} s`)
    child.once('error', (error) => fail(`cannot be started: ${error.message}`))
    child.once('exit', (code) => fail(`ended with exit code ${code ?? 'none'}`))
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (!said.includes('Ready to accept connections')) return
      clearTimeout(timer)
      child.removeAllListeners('exit')
      resolve()
    })
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    await gone
  }
  return { url: `redis://127.0.0.1:${at}`, stop }
}
