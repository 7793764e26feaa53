import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const START_TRIES = 100

/** A redis-server of the benchmark's own, which writes nothing to disk. @param {number} port */
export async function startRedis(port) {
  const child = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => (said += chunk.toString()))
  const ended = new Promise((resolve) => child.once('close', resolve))
  for (let tries = 0; !said.includes('Ready to accept connections'); tries++) {
    if (tries === START_TRIES || child.exitCode !== null) {
      throw new Error(`redis-server did not start. ${said}`)
    }
    await sleep(50)
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url: `redis://127.0.0.1:${port}`, stop }
}
