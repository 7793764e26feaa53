// node threads-process.mjs FOLDER: three threads search each kind of index while this one adds and removes; FOLDER has
// the compiled addons. Prints JSON.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createIndex, createRandom, kinds, loadAddons, toIds, toUnitVectors } from './support.mjs'

const [addons = ''] = process.argv.slice(2)
const DIMS = 16
const FIRST = 2000
const BATCH = 40
const BATCHES = 150
/** Of every batch, those that are removed again when the next one has come. */
const PASSING = 10
/** Each thread has its share, however late a busy machine lets it begin. */
const LEAST_SEARCHES = 20
const { faiss, indexes } = loadAddons(addons)
// The threads looked at here are ours; FAISS's own spin while they wait for each other.
indexes.setNumThreads(1)
const folder = mkdtempSync(join(tmpdir(), 'segue-threads-'))

for (const kind of kinds) {
  const file = join(folder, `${kind}.faiss`)
  createIndex(faiss, kind, DIMS).write(file)
  const random = createRandom(1)
  const handle = indexes.open(file)
  indexes.put(handle, toUnitVectors(FIRST, DIMS, random), toIds(FIRST))
  /** Whether to stop, and how often each thread has searched. */
  const shared = new Int32Array(new SharedArrayBuffer(4 * 4))
  const workers = [1, 2, 3].map(
    (seed) =>
      new Worker(new URL('./search-worker.mjs', import.meta.url), {
        workerData: { addons, handle, dims: DIMS, seed, kept: FIRST, shared },
      }),
  )
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const reports = workers.map((worker) => once(worker, 'message'))

  let slowestMs = 0
  let removed = 0
  for (let batch = 0; batch < BATCHES; batch++) {
    const vectors = toUnitVectors(BATCH, DIMS, random)
    const start = performance.now()
    indexes.put(handle, vectors, toIds(BATCH, FIRST + batch * BATCH))
    slowestMs = Math.max(slowestMs, performance.now() - start)
    if (batch > 0) removed += indexes.remove(handle, toIds(PASSING, FIRST + (batch - 1) * BATCH))
    await nextTurn()
  }
  while (shared.subarray(1).some((searches) => searches < LEAST_SEARCHES)) await sleep(5)
  Atomics.store(shared, 0, 1)
  const threads = (await Promise.all(reports)).flat()
  const missing =
    FIRST + BATCHES * BATCH - removed - indexes.describe(handle).count + (BATCHES - 1) * PASSING - removed
  indexes.release(handle)
  await Promise.all(workers.map((worker) => worker.terminate()))
  process.stdout.write(`${JSON.stringify({ kind, threads, slowestMs, missing })}\n`)
}
rmSync(folder, { recursive: true })
