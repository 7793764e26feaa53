import { createRequire } from 'node:module'
import path from 'node:path'
import { as } from './as.mjs'
import { measureCallers } from './measure.mjs'

/**
 * What is used of the package.
 * @typedef {{ initIndex: (count: number, m: number, efConstruction: number) => void, addPoint: (x: number[], label: number) => void,
 *   setEf: (ef: number) => void, searchKnn: (x: number[], k: number) => { neighbors: number[] } }} Hnsw
 * @typedef {{ HierarchicalNSW: new (space: string, dims: number) => Hnsw }} Hnswlib
 */

const M = 16
const EF_CONSTRUCTION = 200
const WANTED_RECALL = 0.99

/**
 * hnswlib-node from a folder where somebody installed it (`npm install --prefix FOLDER hnswlib-node@3.0.0`, which
 * compiles it; with `--hnsw FOLDER` it takes part): it is no dependency of the project. Calls are synchronous, as the
 * package has it, so that 64 callers stand in a row.
 * @param {{ folder: string | undefined, vectors: Float32Array, dims: number, k: number, row: (i: number) => number,
 *   ms: number, truth: BigInt64Array, queries: number[] }} options
 */
export async function measureHnsw({ folder, vectors, dims, k, row, ms, truth, queries }) {
  if (folder === undefined) return { skipped: 'no --hnsw FOLDER was given' }
  /** @type {Hnswlib} */
  const hnswlib = as(createRequire(path.resolve(folder, 'node_modules', 'here.js'))('hnswlib-node'))
  const count = vectors.length / dims
  const read = (/** @type {number} */ at) => Array.from(vectors.subarray(at * dims, (at + 1) * dims))
  const index = new hnswlib.HierarchicalNSW('ip', dims)
  const before = process.memoryUsage.rss()
  const startedAt = performance.now()
  index.initIndex(count, M, EF_CONSTRUCTION)
  for (let i = 0; i < count; i++) index.addPoint(read(i), i)
  const buildMs = Math.round(performance.now() - startedAt)
  const bytes = process.memoryUsage.rss() - before
  let ef = k
  let recall = 0
  while (recall < WANTED_RECALL && ef < 1024) {
    ef *= 2
    index.setEf(ef)
    let hits = 0
    queries.forEach((query, i) => {
      const wanted = new Set(Array.from(truth.subarray(i * k, (i + 1) * k), Number))
      hits += index.searchKnn(read(query), k).neighbors.filter((n) => wanted.has(n)).length
    })
    recall = hits / (queries.length * k)
  }
  const ask = (/** @type {number} */ i) => Promise.resolve(index.searchKnn(read(row(i)), k))
  return {
    ef,
    recallAt10: recall,
    buildMs,
    bytes,
    hnsw1: await measureCallers({ callers: 1, ms, ask }),
    hnsw64: await measureCallers({ callers: 64, ms, ask }),
  }
}
