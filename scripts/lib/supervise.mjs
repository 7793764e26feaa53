import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const MAX_ENDS = 5
const ENDS_WITHIN_MS = 60_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** A worker gives its jobs back and closes within this time; where its database is gone it has nothing to give back. */
const STOP_MS = 60_000
const STOP_WITHOUT_WEB_MS = 2000

/** @typedef {import('node:child_process').ChildProcess} Child */
/** @typedef {{ say: (line: string) => void, firstWaitMs: number }} Options */

/**
 * Runs a program that sends `{ ready }` over its IPC channel, and starts it anew where it ends by itself after that. Gives the
 * exit code to end with: the program's own where it was told to stop, ended with 0, or never became ready; 1 where it
 * ended MAX_ENDS times within a minute. A signal that asks this process to stop is passed on; where this process is
 * killed, the channel closes, which the program takes for the same. With `worker` a second one does the jobs: it is
 * sent `ready`, and lives from then on until just before the first one is stopped.
 * @param {string[]} args Of node. @param {Partial<Options> & { worker?: boolean }} [options]
 * @returns {Promise<number>}
 */
export async function supervise(
  args,
  { worker = false, say = (line) => process.stderr.write(`${line}\n`), firstWaitMs = FIRST_WAIT_MS } = {},
) {
  /** @type {number[]} */
  const ends = []
  /** @type {{ web: Child | null, worker: Worker | null }} */
  const state = { web: null, worker: null }
  const stopping = new AbortController()
  const isStopping = () => stopping.signal.aborted
  const stopInOrder = async () => {
    stopping.abort()
    await state.worker?.stop(STOP_MS)
    state.web?.kill('SIGTERM')
  }
  const stop = () => void stopInOrder()
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, stop)
  try {
    for (;;) {
      const life = { wasReady: false }
      const web = start(args, worker ? { ROLE: 'web' } : {})
      state.web = web
      web.on('message', (message) => {
        const ready = readReady(message)
        if (ready === null || life.wasReady) return
        life.wasReady = true
        if (!worker || isStopping() || state.web !== web) return
        state.worker = keepWorker(args, { ready, web, say, firstWaitMs })
      })
      const { code, how } = await ended(web)
      state.web = null
      await state.worker?.stop(STOP_WITHOUT_WEB_MS)
      state.worker = null
      if (isStopping() || code === 0 || !life.wasReady) return code
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

/** @typedef {{ stop: (withinMs: number) => Promise<void> }} Worker */

/**
 * Keeps a worker running beside `web`, after growing pauses where it ends by itself: pages go on without it.
 * @param {string[]} args @param {Options & { ready: unknown, web: Child }} options @returns {Worker}
 */
function keepWorker(args, { ready, web, say, firstWaitMs }) {
  const stopping = new AbortController()
  const isOver = () => stopping.signal.aborted
  /** @type {Child | null} */
  let child = null
  const running = (async () => {
    let wait = firstWaitMs
    while (!isOver()) {
      const startedAt = Date.now()
      // It is reached through the database alone.
      child = start([...args, 'beside-web'], { ROLE: 'worker', HOST: '127.0.0.1', PORT: '0' })
      child.send({ ready }, () => undefined)
      child.on('message', (message) => {
        if (readReady(message) !== null) say(`  Worker    process ${child?.pid} does the jobs`)
        else if (web.connected) web.send(message, () => undefined)
      })
      const { how } = await ended(child)
      if (isOver()) return
      if (Date.now() - startedAt > ENDS_WITHIN_MS) wait = firstWaitMs
      say(`The worker of Segue ended (${how}) and is started again in ${wait / 1000} s; jobs wait for it.`)
      await sleep(wait, undefined, stopping).catch(() => undefined)
      wait = Math.min(2 * wait, LONGEST_WAIT_MS)
    }
  })()
  return {
    async stop(withinMs) {
      stopping.abort()
      child?.kill('SIGTERM')
      const late = setTimeout(() => child?.kill('SIGKILL'), withinMs)
      await running
      clearTimeout(late)
    },
  }
}

/** @param {string[]} args @param {Record<string, string>} env */
function start(args, env) {
  return spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
}

/** What a program says of itself as it is ready; null for another message. @param {unknown} message */
function readReady(message) {
  return typeof message === 'object' && message !== null && 'ready' in message ? message.ready : null
}

/** @param {Child} child @returns {Promise<{ code: number, how: string }>} */
function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, how: error.message }))
    child.once('exit', (code, signal) => resolve({ code: code ?? 1, how: signal ?? `exit code ${code}` }))
  })
}
