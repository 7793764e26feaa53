import { cosine, type GroupWeights, type Embedding } from './similarity'
import { GROUPS, VECTOR_SPEC } from './vector-spec'

const GROUP_OF = Uint8Array.from(VECTOR_SPEC.dimensions, ({ group }) => GROUPS.indexOf(group))

/**
 * The cosines of a track to each of some seeds, as `cosine` gives them, in one array that the next call overwrites.
 * Most tracks of a catalog have what the seeds have: for these the seeds are weighted and measured once and the track
 * once, and what is left is a dot product a seed. What a track lacks is 0 in its vector, so no mask is looked at.
 */
export function createCosines(
  seeds: readonly Embedding[],
  balance: GroupWeights,
): (track: Embedding) => Float64Array {
  const weights = Float64Array.from(GROUP_OF, (group) => balance[group] ?? 0)
  const fameWeight = balance[GROUPS.length] ?? 0
  const prepared = seeds.map((seed) => ({
    seed,
    weighted: Float64Array.from(weights, (weight, i) => weight * (seed.vector[i] ?? 0)),
    squares: weightedSquares(seed.vector, weights),
    popularityScore: seed.popularityScore ?? null,
  }))
  const values = new Float64Array(seeds.length)
  return (track) => {
    const { vector, mask } = track
    const known = track.popularityScore ?? null
    let squares = -1
    for (let at = 0; at < prepared.length; at++) {
      const one = prepared[at]
      if (one?.seed.mask !== mask) {
        values[at] = one ? cosine(one.seed, track, balance) : 0
        continue
      }
      if (squares < 0) squares = weightedSquares(vector, weights)
      const { weighted } = one
      let dot = 0
      for (let i = 0; i < weighted.length; i++) dot += (weighted[i] ?? 0) * (vector[i] ?? 0)
      const [x, y] = one.popularityScore === null || known === null ? [0, 0] : [one.popularityScore, known]
      const length = Math.sqrt((one.squares + fameWeight * x * x) * (squares + fameWeight * y * y))
      values[at] = length === 0 ? 0 : (dot + fameWeight * x * y) / length
    }
    return values
  }
}

function weightedSquares(vector: Float32Array, weights: Float64Array): number {
  let squares = 0
  for (let i = 0; i < weights.length; i++) {
    const value = vector[i] ?? 0
    squares += (weights[i] ?? 0) * value * value
  }
  return squares
}
