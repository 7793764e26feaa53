import { parentPort, workerData } from 'node:worker_threads'
import { as, createRandom, loadAddon, toIds, toUnitVectors } from './support.mjs'

// Searches a shared index until told to stop, and checks every hit against the vector that is stored.
/**
 * @typedef {import('../../../workers/native/faiss').SearchParams} SearchParams
 * @typedef {{ addon: string, handle: bigint, dims: number, seed: number, kept: number, params: SearchParams }} Task
 * @typedef {Task & { shared: Int32Array }} StoppableTask
 */
/** @type {StoppableTask} */
const { addon, handle, dims, seed, kept, params, shared } = as(workerData)
const { Index } = loadAddon(addon)
// As worker threads should: the number is each thread's own.
Index.setNumThreads(1)
const index = Index.fromHandle(handle)
const random = createRandom(seed)
const QUERIES = 3
const K = 10
const include = toIds(kept)

let searches = 0
let wrong = 0
parentPort?.postMessage('ready')

/** @param {Float32Array} queries @param {Float32Array} vectors @param {Float32Array} distances */
function checkScores(queries, vectors, distances) {
  distances.forEach((distance, hit) => {
    const row = Math.floor(hit / K)
    let score = 0
    for (let i = 0; i < dims; i++) score += (queries[row * dims + i] ?? 0) * (vectors[hit * dims + i] ?? 0)
    if (!(Math.abs(score - distance) < 1e-5)) wrong++
    if (hit % K > 0 && distance > (distances[hit - 1] ?? NaN)) wrong++
  })
}

while (Atomics.load(shared, 0) === 0) {
  // Those that are never removed can be read after the search.
  const queries = toUnitVectors(QUERIES, dims, random)
  const { distances, labels } = index.search(queries, K, { ...params, include })
  checkScores(queries, index.reconstruct(labels), distances)
  searches++
  Atomics.store(shared, seed, searches)
}
parentPort?.postMessage({ searches, wrong })
