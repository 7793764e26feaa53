import { parentPort, workerData } from 'node:worker_threads'
import { as, createRandom, loadAddon, toUnitVectors } from './support.mjs'

// Searches a shared index until told to stop, and checks every hit against the vector that is stored.
/**
 * @typedef {import('../../../workers/native/faiss').SearchParams} SearchParams
 * @typedef {{ addon: string, handle: bigint, dims: number, seed: number, params: SearchParams }} Task
 * @typedef {Task & { stop: SharedArrayBuffer }} StoppableTask
 */
/** @type {StoppableTask} */
const { addon, handle, dims, seed, params, stop } = as(workerData)
const { Index } = loadAddon(addon)
// As worker threads should: the number is each thread's own.
Index.setNumThreads(1)
const index = Index.fromHandle(handle)
const random = createRandom(seed)
const stopped = new Int32Array(stop)
const QUERIES = 3
const K = 10

let searches = 0
let wrong = 0
let seen = 0
parentPort?.postMessage('ready')
while (Atomics.load(stopped, 0) === 0) {
  const before = index.ntotal()
  if (before < seen) wrong++
  seen = before
  const queries = toUnitVectors(QUERIES, dims, random)
  const { distances, labels } = index.search(queries, K, params)
  const vectors = index.reconstruct(labels)
  for (let hit = 0; hit < labels.length; hit++) {
    const row = Math.floor(hit / K)
    let score = 0
    for (let i = 0; i < dims; i++) score += (queries[row * dims + i] ?? 0) * (vectors[hit * dims + i] ?? 0)
    if (!(Math.abs(score - (distances[hit] ?? NaN)) < 1e-5)) wrong++
    if (hit % K > 0 && (distances[hit] ?? NaN) > (distances[hit - 1] ?? NaN)) wrong++
  }
  searches++
}
parentPort?.postMessage({ searches, wrong })
