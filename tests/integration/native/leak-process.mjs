// MALLOC_MMAP_THRESHOLD_=65536 node --expose-gc --max-semi-space-size=1 leak-process.mjs FOLDER SEARCHES CYCLES: how much
// the process grows, as JSON; FOLDER has the compiled addons. Without a fixed threshold glibc takes answers of half a
// megabyte from its heap after the first was freed, and the holes between them look like a leak: 22 MB over a million
// searches, 6 MB with it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIndex, createRandom, kinds, loadAddons, toIds, toUnitVectors } from './support.mjs'

const [addons = '', searches = '', cycles = ''] = process.argv.slice(2)
const DIMS = 32
const COUNT = 2000
const { faiss, indexes } = loadAddons(addons)
// Threads of FAISS's own would wait for each other on a busy machine, and add nothing to what is looked for.
indexes.setNumThreads(1)
const random = createRandom(1)
const folder = mkdtempSync(join(tmpdir(), 'segue-leak-'))
const file = join(folder, 'index.faiss')
const queries = toUnitVectors(64, DIMS, random)
const include = toIds(300, 100)

/** What is built, and the same opened. @type {{ built: import('./support.mjs').FaissIndex, handle: bigint }[]} */
const both = []
for (const kind of kinds) {
  const built = createIndex(faiss, kind, DIMS)
  built.addWithIds(toUnitVectors(COUNT, DIMS, random), toIds(COUNT))
  built.write(file)
  both.push({ built, handle: indexes.open(file) })
}

/** @param {() => unknown} act */
function expectError(act) {
  try {
    act()
  } catch {
    return
  }
  throw new Error('an error was due')
}

/** Every kind of read, most often the plain search; errors too. @param {number} i */
function search(i) {
  const { built, handle } = both[i % both.length] ?? { built: undefined, handle: 0n }
  const query = queries.subarray((i % 64) * DIMS, ((i % 64) + 1) * DIMS)
  indexes.search(handle, query, 10, 2)
  if (i % 16 < 2) indexes.search(handle, query, 10, 2, include)
  if (i % 16 === 2) indexes.search(handle, queries, 10, 2)
  if (i % 16 === 3) indexes.read(handle, include)
  if (i % 16 === 4) expectError(() => indexes.search(handle, query.subarray(1), 10, 2))
  if (i % 16 === 5) expectError(() => indexes.read(handle, toIds(1, COUNT)))
  if (i % 16 === 6) expectError(() => built?.search(query.subarray(1), 10))
  if (i % 16 === 7) built?.search(query, 10)
  if (i % 16 === 8) built?.search(/** @type {never} */ (Array.from(query)), 10)
}

/** Every way an index comes and goes. */
function cycle() {
  for (const { built } of both) {
    built.write(file)
    const handle = indexes.open(file)
    const vectors = indexes.read(handle, include)
    indexes.remove(handle, include)
    indexes.put(handle, vectors, include)
    indexes.release(handle)
  }
  const copy = createIndex(faiss, 'inverted lists', DIMS)
  copy.addWithIds(queries, toIds(64))
  copy.dispose()
}

/** @param {number} count @param {number} rounds */
async function work(count, rounds) {
  for (let i = 0; i < count; i++) {
    search(i)
    // Native objects are only let go between turns of the event loop.
    if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  for (let i = 0; i < rounds; i++) {
    cycle()
    // What waits for collection is no leak, but it moves the high-water mark of the heap.
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

// The first rounds bring the allocator to the size it needs.
await work(20_000, 20)
const before = process.memoryUsage.rss()
await work(Number(searches), Number(cycles))
const grownBytes = process.memoryUsage.rss() - before
rmSync(folder, { recursive: true })
process.stdout.write(`${JSON.stringify({ searches, cycles, grownBytes, rss: process.memoryUsage.rss() })}\n`)
