/** Unit vectors in all directions, n × dims, the same for the same seed (mulberry32; Box–Muller). */
export function toRandomUnitVectors(count: number, dims: number, seed: number): Float32Array {
  const random = createRandom(seed)
  return normaliseRows(
    new Float32Array(count * dims).map(
      () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
    ),
    dims,
  )
}

function normaliseRows(vectors: Float32Array, dims: number): Float32Array {
  for (let at = 0; at < vectors.length; at += dims) {
    const vector = vectors.subarray(at, at + dims)
    const length = Math.hypot(...vector) || 1
    vector.forEach((value, i) => {
      vector[i] = value / length
    })
  }
  return vectors
}

/** Unit vectors around `clusters` directions, as songs lie around genres: n × dims, the same for the same seed. */
export function toClusteredUnitVectors(
  count: number,
  dims: number,
  clusters: number,
  seed: number,
): Float32Array {
  const centres = toRandomUnitVectors(clusters, dims, seed)
  const noise = toRandomUnitVectors(count, dims, seed + 1)
  const around = noise.map((value, i) => {
    const row = Math.floor(i / dims)
    return value + (centres[(row % clusters) * dims + (i % dims)] ?? 0)
  })
  return normaliseRows(around, dims)
}

function createRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
