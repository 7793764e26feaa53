import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The bindings' types, for scripts that load the compiled files without the TypeScript around them.
 * @typedef {import('../../../workers/native/faiss').Faiss} Faiss
 * @typedef {import('../../../workers/native/faiss').FaissIndex} FaissIndex
 * @typedef {import('../../../workers/native/vector-index').VectorIndexes} VectorIndexes
 */

/**
 * What came in without a type, as what its sender made it.
 * @template T
 * @param {unknown} value @returns {T}
 */
export const as = (value) => /** @type {T} */ (value)

/**
 * @param {string} folder With the compiled files. @returns {{ faiss: Faiss, indexes: VectorIndexes }}
 */
export function loadAddons(folder) {
  const require = createRequire(import.meta.url)
  return {
    faiss: as(require(join(folder, 'faiss-node.node'))),
    indexes: as(require(join(folder, 'vector-index.node'))),
  }
}

/**
 * Numbers in [0, 1) that are the same for the same seed (mulberry32).
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** @param {number} count @param {number} dims @param {() => number} random Unit vectors, row-major. */
export function toUnitVectors(count, dims, random) {
  const vectors = new Float32Array(count * dims).map(() => random() - 0.5)
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * dims, (row + 1) * dims)
    const length = Math.hypot(...vector)
    vector.forEach((value, i) => {
      vector[i] = value / length
    })
  }
  return vectors
}

/** @param {number} count @param {number} [from] Ids from, from + 1, … */
export const toIds = (count, from = 0) => BigInt64Array.from({ length: count }, (_, i) => BigInt(from + i))

const INNER_PRODUCT = 0
/** Lists of `inverted lists`. */
export const NLIST = 16
export const kinds = ['exact', 'inverted lists']

/**
 * An index of a kind that Segue keeps, trained and empty.
 * @param {Faiss} faiss @param {string} kind @param {number} dims
 */
export function createIndex({ Index }, kind, dims) {
  if (kind === 'exact') return Index.fromFactory(dims, 'IDMap2,Flat', INNER_PRODUCT)
  const index = Index.fromFactory(dims, `IVF${String(NLIST)},Flat`, INNER_PRODUCT)
  index.train(toUnitVectors(1000, dims, createRandom(16)))
  return index
}
