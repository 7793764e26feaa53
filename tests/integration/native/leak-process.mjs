// MALLOC_MMAP_THRESHOLD_=65536 node --expose-gc --max-semi-space-size=1 leak-process.mjs ADDON SEARCHES CYCLES: how much
// the process grows, as JSON. Without a fixed threshold glibc takes answers of half a megabyte from its heap after the
// first was freed, and the holes between them look like a leak: 22 MB over a million searches, 6 MB with it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIndex, createRandom, kinds, loadAddon, toIds, toUnitVectors } from './support.mjs'

const [addon = '', searches = '', cycles = ''] = process.argv.slice(2)
const DIMS = 32
const COUNT = 2000
const binding = loadAddon(addon)
// Threads of FAISS's own would wait for each other on a busy machine, and add nothing to what is looked for.
binding.Index.setNumThreads(1)
const random = createRandom(1)
const folder = mkdtempSync(join(tmpdir(), 'segue-leak-'))
const file = join(folder, 'index.faiss')
const queries = toUnitVectors(64, DIMS, random)
const include = toIds(300, 100)
const exclude = toIds(50, 120)

const indexes = kinds.map((kind) => {
  const index = createIndex(binding, kind, DIMS)
  index.addWithIds(toUnitVectors(COUNT, DIMS, random), toIds(COUNT))
  /** @type {import('./support.mjs').SearchParams} */
  const params = kind === 'flat' ? {} : { nprobe: 2 }
  return { index, params }
})

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
  const { index, params } = indexes[i % indexes.length] ?? indexes[0] ?? { index: undefined, params: {} }
  if (!index) throw new Error('no index')
  const query = queries.subarray((i % 64) * DIMS, ((i % 64) + 1) * DIMS)
  index.search(query, 10, params)
  if (i % 16 === 0) index.search(query, 10, { ...params, include, exclude })
  if (i % 16 === 1) index.search(/** @type {never} */ (Array.from(query)), 10)
  if (i % 16 === 2) index.rangeSearch(query, 0.3, params)
  if (i % 16 === 3) index.reconstruct(include)
  if (i % 16 === 4) expectError(() => index.search(query.subarray(1), 10))
  if (i % 16 === 5) expectError(() => index.reconstruct(toIds(1, COUNT)))
  if (i % 16 === 6) expectError(() => index.search(query, 1, /** @type {never} */ ({ nlist: 1 })))
  if (i % 16 === 7) {
    const handle = index.share()
    binding.Index.fromHandle(handle).dispose()
    binding.Index.release(handle)
  }
}

/** Every way an index comes and goes. */
function cycle() {
  for (const { index } of indexes) {
    index.write(file)
    const read = binding.Index.read(file)
    const copy = binding.Index.fromBuffer(index.toBuffer())
    copy.removeIds(include)
    copy.addWithIds(read.reconstruct(include), include)
    read.dispose()
  }
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
