import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readJson } from '../lib/json.mjs'
import { inRoot } from '../lib/paths.mjs'
import { StepError } from '../lib/report.mjs'
import { run } from '../lib/run.mjs'
import { findStamp, writeStamp } from '../lib/stamp.mjs'

// Inside node_modules, so that it goes away with what it speaks of.
const STAMP = inRoot('node_modules', '.segue-packages')

const TIMEOUT_MS = 15 * 60_000

/** The cause stands at the top of what npm says; a page of usage follows. @param {string} output */
const firstLines = (output) => output.trim().split('\n').slice(0, 15).join('\n')

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} LockedPackages */

/** @param {string} path @returns {LockedPackages} */
const readLocked = (path) => {
  const lock = /** @type {{ packages: LockedPackages }} */ (readJson(path))
  return lock.packages
}

/** Whether node_modules holds what package-lock.json asks for, as after an `npm ci` by hand. */
function isInstalled() {
  const installedLock = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(installedLock)) return false
  const installed = readLocked(installedLock)
  return Object.entries(readLocked(inRoot('package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' ||
      // Optional packages of other platforms stay away.
      (installed[path] === undefined ? wanted.optional === true : installed[path].version === wanted.version),
  )
}

/**
 * Runs `npm ci` where node_modules is missing or package-lock.json has changed.
 * @param {import('../lib/report.mjs').Doing} doing
 */
export async function ensureNodePackages(doing) {
  const lock = readFileSync(inRoot('package-lock.json'))
  const wanted = createHash('sha256').update(lock).update(process.platform).update(process.arch).digest('hex')
  if (findStamp(STAMP) === wanted) return 'up to date'
  if (!isInstalled()) {
    doing('npm ci')
    // Under npm start, npm says where it is; by hand it is on the PATH. Builds need the development packages too.
    const npm = process.env.npm_execpath
    const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    const result = npm?.endsWith('.js')
      ? await run(process.execPath, [npm, ...args], { silenceMs: TIMEOUT_MS })
      : await run('npm', args, { silenceMs: TIMEOUT_MS })
    if (result.code !== 0) throw new StepError(`npm ci failed.\n${firstLines(result.output)}`)
  }
  writeStamp(STAMP, wanted)
  const count = Object.keys(readLocked(inRoot('node_modules', '.package-lock.json'))).length
  return `${count} packages`
}
