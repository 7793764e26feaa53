import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { DomainError } from '~server/domain/errors'

export type DataLock = {
  /** Says at which port the database of the folder answers, for tools of this machine. */
  announce: (port: number) => void
  release: () => void
}
export type DataHolder = { pid: number | null; since: string | null; port: number | null }

const LOCK_FILE = 'lock'
/** What flock(1) ends with where somebody else has the lock. */
const HELD = 1

/**
 * Takes `dataDir` for this process alone, until `release` or its end, whichever way it ends: the lock is flock(2) on an
 * open file, which the kernel gives back with it. Throws DATA_DIR_IN_USE that names the process which has it.
 */
export function lockDataDir(dataDir: string): DataLock {
  mkdirSync(dataDir, { recursive: true })
  const file = path.join(dataDir, LOCK_FILE)
  const handle = openSync(file, 'a+', 0o644)
  if (!tryLock(handle, file)) {
    closeSync(handle)
    throw inUse(dataDir, readHolder(file))
  }
  ftruncateSync(handle)
  writeSync(handle, `${String(process.pid)}\n${new Date().toISOString()}\n`)
  let released = false
  return {
    announce: (port) => {
      writeSync(handle, `${String(port)}\n`)
    },
    release: () => {
      if (released) return
      released = true
      ftruncateSync(handle)
      closeSync(handle)
    },
  }
}

/** The process that has `dataDir` for itself; null where none has, or where there is no such folder. */
export function findDataHolder(dataDir: string): DataHolder | null {
  const file = path.join(dataDir, LOCK_FILE)
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch {
    return null
  }
  try {
    return tryLock(handle, file) ? null : readHolder(file)
  } finally {
    closeSync(handle)
  }
}

/** flock(1) locks the open file that it shares with this process, and leaves it locked when it ends. */
function tryLock(handle: number, file: string): boolean {
  const { status, error } = spawnSync('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', handle] })
  // Without that program (macOS has none) it is the process named in the file that says whether it is held.
  if (error) return !isAlive(readHolder(file).pid)
  return status !== HELD
}

function readHolder(file: string): DataHolder {
  const [pid, since, port] = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(pid) || null, since: since ?? null, port: Number(port) || null }
}

function isAlive(pid: number | null): boolean {
  if (pid === null || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function inUse(dataDir: string, { pid, since }: DataHolder): DomainError {
  const holder = pid === null ? 'another process' : `process ${String(pid)}`
  const started = since ? `, which started at ${since}` : ''
  return new DomainError('DATA_DIR_IN_USE', `The folder ${dataDir} is in use by ${holder}${started}.`)
}
