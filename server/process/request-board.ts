import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { RequestBoard } from '../jobs/right-of-way'

/** One number: when the newest request that is under way began. */
const BYTES = Float64Array.BYTES_PER_ELEMENT
/** How often it is looked for processes that have come or gone. */
const LIST_EVERY_MS = 2000
/** A process that was killed leaves its file; nobody is silent for so long and alive. */
const LEFT_OVER_MS = 24 * 60 * 60 * 1000

/**
 * A file a process in `directory`, which the processes of a machine share: eight bytes that its owner writes as requests
 * come and go, and that the others read before a step of a job. They lie in the page cache, so that either takes some
 * microseconds, which no socket and no database could do twice a request. Nothing depends on them but who goes first.
 */
export function openRequestBoard(
  directory: string,
  now: () => number = Date.now,
): RequestBoard & { close: () => void } {
  mkdirSync(directory, { recursive: true })
  const mine = randomUUID()
  const own = openSync(path.join(directory, mine), 'w')
  const written = new Float64Array(1)
  const found = new Float64Array(1)
  const others = new Map<string, number>()
  let closed = false
  let listedAt = Number.NEGATIVE_INFINITY
  forget(directory, now() - LEFT_OVER_MS)

  function list(): void {
    listedAt = now()
    const names = new Set(readdirSync(directory).filter((name) => name !== mine))
    for (const [name, file] of others) {
      if (names.has(name)) continue
      closeSync(file)
      others.delete(name)
    }
    for (const name of names) {
      const file = others.has(name) ? null : tryOpen(path.join(directory, name))
      if (file !== null) others.set(name, file)
    }
  }

  return {
    write(beganAt) {
      if (closed) return
      written[0] = beganAt
      try {
        writeSync(own, written, 0, BYTES, 0)
      } catch {
        // A full disk costs the others a hint, and nobody an answer.
      }
    },

    read() {
      if (closed) return 0
      if (now() - listedAt >= LIST_EVERY_MS) list()
      let newest = 0
      for (const file of others.values()) {
        if (readSync(file, found, 0, BYTES, 0) === BYTES) newest = Math.max(newest, found[0] ?? 0)
      }
      return newest
    },

    close() {
      if (closed) return
      closed = true
      for (const file of [own, ...others.values()]) closeSync(file)
      others.clear()
      rmSync(path.join(directory, mine), { force: true })
    },
  }
}

/** null where its owner ended between the listing and now. */
function tryOpen(file: string): number | null {
  try {
    return openSync(file, 'r')
  } catch {
    return null
  }
}

function forget(directory: string, before: number): void {
  for (const name of readdirSync(directory)) {
    const file = path.join(directory, name)
    const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? before
    if (changedAt < before) rmSync(file, { force: true })
  }
}
