// node threads-process.mjs ADDON: three threads search each kind of index while this one appends and removes. Prints
// JSON.
import { once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createIndex, createRandom, kinds, loadAddon, toIds, toUnitVectors } from './support.mjs'

const [addon = ''] = process.argv.slice(2)
const DIMS = 16
const FIRST = 2000
const BATCH = 40
const BATCHES = 150
/** Of every batch, those that are removed again when the next one has come. */
const PASSING = 10
/** Each thread has its share, however late a busy machine lets it begin. */
const LEAST_SEARCHES = 20
const binding = loadAddon(addon)
// The threads looked at here are ours; FAISS's own spin while they wait for each other.
binding.Index.setNumThreads(1)

for (const kind of kinds) {
  const index = createIndex(binding, kind, DIMS)
  const random = createRandom(1)
  index.addWithIds(toUnitVectors(FIRST, DIMS, random), toIds(FIRST))
  const handle = index.share()
  /** Whether to stop, and how often each thread has searched. */
  const shared = new Int32Array(new SharedArrayBuffer(4 * 4))
  const params = kind === 'flat' ? {} : { nprobe: 16 }
  const workers = [1, 2, 3].map(
    (seed) =>
      new Worker(new URL('./search-worker.mjs', import.meta.url), {
        workerData: { addon, handle, dims: DIMS, seed, kept: FIRST, shared, params },
      }),
  )
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const reports = workers.map((worker) => once(worker, 'message'))

  let slowestMs = 0
  let removed = 0
  for (let batch = 0; batch < BATCHES; batch++) {
    const vectors = toUnitVectors(BATCH, DIMS, random)
    const start = performance.now()
    index.addWithIds(vectors, toIds(BATCH, FIRST + batch * BATCH))
    slowestMs = Math.max(slowestMs, performance.now() - start)
    if (batch > 0) removed += index.removeIds(toIds(PASSING, FIRST + (batch - 1) * BATCH))
    await nextTurn()
  }
  while (shared.subarray(1).some((searches) => searches < LEAST_SEARCHES)) await sleep(5)
  Atomics.store(shared, 0, 1)
  const threads = (await Promise.all(reports)).flat()
  const missing = FIRST + BATCHES * BATCH - removed - index.ntotal() + (BATCHES - 1) * PASSING - removed
  binding.Index.release(handle)
  await Promise.all(workers.map((worker) => worker.terminate()))
  process.stdout.write(`${JSON.stringify({ kind, threads, slowestMs, missing })}\n`)
}
