/** Unit vectors in all directions, n × dims, the same for the same seed (mulberry32; Box–Muller). */
export function toRandomUnitVectors(count: number, dims: number, seed: number): Float32Array {
  const random = createRandom(seed)
  const vectors = new Float32Array(count * dims).map(
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  )
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * dims, (row + 1) * dims)
    const length = Math.hypot(...vector) || 1
    vector.forEach((value, i) => {
      vector[i] = value / length
    })
  }
  return vectors
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
