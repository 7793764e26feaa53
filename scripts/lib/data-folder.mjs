import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StepError } from './report.mjs'

/** What flock(1) ends with where somebody else has the lock. */
const HELD = 1

/**
 * Takes the lock of DATA_DIR as the server does (db/data-lock.ts), which cannot be asked before it is bundled: what is
 * built now would be built under a server that runs. Gives what lets go of it. With DATABASE_URL several
 * processes may share the folder, and there is no lock.
 * @param {Record<string, string | undefined>} env
 * @returns {() => void} @throws {StepError} where a process has it.
 */
export function holdDataFolder({ DATA_DIR = '', DATABASE_URL }) {
  if (DATABASE_URL) return () => undefined
  const folder = resolve(DATA_DIR === '' ? '.data' : DATA_DIR)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'lock')
  const handle = openSync(file, 'a+', 0o644)
  const [pid = '', since = ''] = readFileSync(file, 'utf8').split('\n')
  if (!tryLock(handle, Number(pid))) {
    closeSync(handle)
    const holder = pid ? ` (process ${pid}, since ${since})` : ''
    throw new StepError(
      `Segue is already running on the folder ${folder}${holder}. Stop it first, or choose another folder with DATA_DIR.`,
    )
  }
  ftruncateSync(handle)
  writeSync(handle, `${process.pid}\n${new Date().toISOString()}\n`)
  return () => {
    ftruncateSync(handle)
    closeSync(handle)
  }
}

/** @param {number} handle @param {number} pid Named in the file: without flock(1) it is what says whether it is held. */
function tryLock(handle, pid) {
  const { status, error } = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', handle] })
  return error ? !isAlive(pid) : status !== HELD
}

/** @param {number} pid */
function isAlive(pid) {
  if (!pid || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
