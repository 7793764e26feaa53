/**
 * Unit vectors as songs lie: `clusters` directions of unequal size and spread, n × dims, the same for the same seed.
 * @param {{ count: number, dims: number, clusters?: number, seed?: number }} options
 */
export function toClusteredVectors({ count, dims, clusters = 200, seed = 1 }) {
  const random = createRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const centres = Float32Array.from({ length: clusters * dims }, normal)
  const spreads = Float32Array.from({ length: clusters }, () => 0.3 + 0.7 * random())
  const vectors = new Float32Array(count * dims)
  for (let row = 0; row < count; row++) {
    // The square makes some clusters large and many small, like genres.
    const cluster = Math.floor(random() ** 2 * clusters)
    const vector = vectors.subarray(row * dims, (row + 1) * dims)
    for (let i = 0; i < dims; i++) {
      vector[i] = (centres[cluster * dims + i] ?? 0) + (spreads[cluster] ?? 0) * normal()
    }
    const length = Math.hypot(...vector)
    for (let i = 0; i < dims; i++) vector[i] = (vector[i] ?? 0) / length
  }
  return vectors
}

/** Numbers in [0, 1) (mulberry32). @param {number} seed */
function createRandom(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
