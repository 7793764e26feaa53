import { parentPort, workerData } from 'node:worker_threads'
import { as, createRandom, loadAddons, NLIST, toIds, toUnitVectors } from './support.mjs'

// Searches a shared index until told to stop, and checks every hit against its vector.
/** @typedef {{ addons: string, handle: bigint, dims: number, seed: number, kept: number, shared: Int32Array }} Task */
/** @type {Task} */
const { addons, handle, dims, seed, kept, shared } = as(workerData)
const { indexes } = loadAddons(addons)
const random = createRandom(seed)
const QUERIES = 3
const K = 10
const include = toIds(kept)

let searches = 0
let wrong = 0
parentPort?.postMessage('ready')

/** @param {Float32Array} queries @param {Float32Array} vectors @param {Float32Array} scores */
function checkScores(queries, vectors, scores) {
  scores.forEach((score, hit) => {
    const row = Math.floor(hit / K)
    let product = 0
    for (let i = 0; i < dims; i++) product += (queries[row * dims + i] ?? 0) * (vectors[hit * dims + i] ?? 0)
    if (!(Math.abs(product - score) < 1e-5)) wrong++
    if (hit % K > 0 && score > (scores[hit - 1] ?? NaN)) wrong++
  })
}

while (Atomics.load(shared, 0) === 0) {
  const queries = toUnitVectors(QUERIES, dims, random)
  const all = indexes.search(handle, queries, K, NLIST)
  checkScores(queries, all.vectors, all.scores)
  // Those that are never removed can be read after the search.
  const kept = indexes.search(handle, queries, K, NLIST, include)
  checkScores(queries, indexes.read(handle, kept.ids), kept.scores)
  searches++
  Atomics.store(shared, seed, searches)
}
parentPort?.postMessage({ searches, wrong })
