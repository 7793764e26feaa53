// node --expose-gc memory-process.mjs TASK: what an index file takes in a process that has just begun, as JSON. The task is
// JSON too.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { as } from './as.mjs'

/**
 * @typedef {{ file: string, checksum: string, nprobe: number | null, count: number }} IndexFile
 * @type {{ bundle: string, indexTask: string, threads: number, small: IndexFile, large: IndexFile, searches: number, k: number }}
 */
const task = as(JSON.parse(process.argv[2] ?? ''))
/** @type {import('./segue.mjs').Segue} */
const { createIndexPool } = as(await import(pathToFileURL(task.bundle).href))
const pool = createIndexPool({
  filename: task.indexTask,
  threads: task.threads,
  maxQueue: 256,
  batchMax: 64,
  timeoutMs: 60_000,
})

/** @param {IndexFile} index Loads it, and has every thread search in it. */
async function use({ file, checksum, nprobe, count }) {
  const startedAt = performance.now()
  const loaded = await pool.load({ file, checksum })
  if (!loaded.ok) throw new Error(loaded.message)
  const { handle } = loaded
  const loadMs = Math.round(performance.now() - startedAt)
  for (let i = 0; i < task.searches; i += task.threads) {
    await Promise.all(
      Array.from({ length: task.threads }, (_, thread) => {
        const ids = BigInt64Array.of(BigInt(((i + thread) * 7919) % count))
        return pool.search({ handle, k: task.k, nprobe, ids, withVectors: true })
      }),
    )
  }
  globalThis.gc?.()
  return loadMs
}

/** Resident memory that is this process's own; mapped files are not. */
function readAnonymousBytes() {
  const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

// A small one first, so that only the size of the second counts.
await use(task.small)
const before = readAnonymousBytes()
const loadMs = await use(task.large)
process.stdout.write(JSON.stringify({ bytes: readAnonymousBytes() - before, loadMs }))
await pool.close()
