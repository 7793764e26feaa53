import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const MAX_ENDS = 5
const ENDS_WITHIN_MS = 60_000
const FIRST_WAIT_MS = 500

/**
 * Runs a program that says `ready` over its IPC channel, and starts it anew where it ends by itself after that. Gives the
 * exit code to end with: the program's own where it was told to stop, ended with 0, or never became ready; 1 where it
 * ended MAX_ENDS times within a minute. A signal that asks this process to stop is passed on; where this process is
 * killed, the channel closes, which the program takes for the same.
 * @param {string[]} args Of node. @param {{ say?: (line: string) => void, firstWaitMs?: number }} [options]
 * @returns {Promise<number>}
 */
export async function supervise(
  args,
  { say = (line) => process.stderr.write(`${line}\n`), firstWaitMs = FIRST_WAIT_MS } = {},
) {
  /** @type {number[]} */
  const ends = []
  /** @type {{ child: import('node:child_process').ChildProcess | null, wasReady: boolean }} */
  const state = { child: null, wasReady: false }
  const stopping = new AbortController()
  const stop = () => {
    stopping.abort()
    state.child?.kill('SIGTERM')
  }
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  try {
    for (;;) {
      state.child = spawn(process.execPath, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
      state.child.on('message', (message) => (state.wasReady ||= message === 'ready'))
      const { code, how } = await ended(state.child)
      state.child = null
      if (stopping.signal.aborted || code === 0 || !state.wasReady) return code
      const now = Date.now()
      ends.push(now)
      while (ends[0] !== undefined && ends[0] < now - ENDS_WITHIN_MS) ends.shift()
      if (ends.length >= MAX_ENDS) {
        say(
          `Segue ended ${MAX_ENDS} times within a minute (at last: ${how}) and is not started again. The log says why.`,
        )
        return 1
      }
      const wait = firstWaitMs * 2 ** (ends.length - 1)
      say(`Segue ended (${how}) and is started again in ${wait / 1000} s.`)
      const wasStopped = await sleep(wait, false, stopping).catch(() => true)
      if (wasStopped) return 0
    }
  } finally {
    for (const signal of signals) process.off(signal, stop)
  }
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<{ code: number, how: string }>} */
function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, how: error.message }))
    child.once('exit', (code, signal) => resolve({ code: code ?? 1, how: signal ?? `exit code ${code}` }))
  })
}
