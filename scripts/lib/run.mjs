import { spawn } from 'node:child_process'
import { StepError } from './report.mjs'
import { root } from './paths.mjs'

const KEPT_CHARACTERS = 4_000_000
const SHOWN_LINES = 60
/** Longer than any program started here takes to stop what it started itself: Playwright waits 15 s for its server. */
const KILL_GRACE_MS = 30_000

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] The whole environment of the child.
 * @property {boolean} [inherit] Gives the child this terminal, for one that asks for a password.
 * @property {boolean} [echo] Shows the output while it comes.
 * @property {number} [silenceMs] Ends the child and all its children when they print nothing for this long. A program
 *   that works prints something, however slow the machine is.
 *
 * @typedef {{ code: number, output: string, silent: boolean }} RunResult
 */

/**
 * Runs a program to its end and keeps what it printed; never throws for a bad exit code (127: cannot be started).
 * @param {string} command @param {string[]} args @param {RunOptions} [options] @returns {Promise<RunResult>}
 */
export function run(command, args, { cwd = root, env = process.env, inherit, echo, silenceMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      // A group of its own, so that ending it also ends what the child has started.
      detached: !inherit,
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let silent = false
    /** @param {NodeJS.Signals} signal */
    const end = (signal) => {
      try {
        if (child.pid) process.kill(inherit ? child.pid : -child.pid, signal)
      } catch {
        // Already gone.
      }
    }
    const timer = silenceMs
      ? setTimeout(() => {
          silent = true
          end('SIGTERM')
          setTimeout(end, KILL_GRACE_MS, 'SIGKILL').unref()
        }, silenceMs)
      : undefined
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      end(signal)
      interrupted = signal
    }
    /** @type {NodeJS.Signals | undefined} */
    let interrupted
    for (const signal of signals) process.on(signal, stop)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (/** @type {string} */ chunk) => {
        if (!silent) timer?.refresh()
        if (echo) process.stdout.write(chunk)
        output = (output + chunk).slice(-KEPT_CHARACTERS)
      })
    }
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, stop)
      // Who asked this script to stop meant all of it, not only the child of the moment.
      if (interrupted) process.exit(interrupted === 'SIGINT' ? 130 : 143)
      resolve({ code, output, silent })
    }
    child.on('error', (error) => {
      output += error.message
      finish(127)
    })
    child.on('close', (code) => finish(code ?? 1))
  })
}

/**
 * Like `run`, for a program that must succeed.
 * @param {string} what The sentence's subject if it fails. @param {string} command @param {string[]} args
 * @param {RunOptions} [options] @throws {StepError} with the end of the output
 */
export async function runOrFail(what, command, args, options) {
  const result = await run(command, args, options)
  if (result.code === 0) return result.output
  throw new StepError(`${what} failed (exit code ${result.code}).\n${lastLines(result.output)}`)
}

/** @param {string} output @param {number} [count] */
export function lastLines(output, count = SHOWN_LINES) {
  const lines = output.trimEnd().split('\n')
  const kept = lines.slice(-count).map((line) => `    ${line}`)
  return (lines.length > count ? [`    … ${lines.length - count} lines before`, ...kept] : kept).join('\n')
}
