import type { Embedding } from './similarity'
import { BLOCKS, DIMENSIONS, VECTOR_SPEC } from './vector-spec'

/** Tracks in the space, packed: comparing thousands of them touches four arrays and no object. */
export type Places = {
  count: number
  /** Unit vectors [count × DIMENSIONS]; 0 where a track lacks a value. */
  vectors: Float32Array
  /** The blocks that each has (`blockMask`) [count]. */
  masks: Int32Array
  /** How well known each is (`toPopularityScore`) [count]; NaN where nobody knows. */
  popularityScores: Float64Array
  /** Squared length of each block of each track [count × BLOCKS]. */
  blockLengths: Float64Array
}

/** Dimensions of one block that follow each other, up to `end`: within a run, a sum stays in a register. */
const RUNS = VECTOR_SPEC.dimensions.flatMap(({ block }, i, all) =>
  all[i + 1]?.block === block ? [] : [{ block: BLOCKS.indexOf(block), end: i + 1 }],
)
const RUN_BLOCKS = Uint8Array.from(RUNS, ({ block }) => block)
const RUN_ENDS = Uint8Array.from(RUNS, ({ end }) => end)

/** Places of tracks whose `vectors` are packed already; popularity scores are to be set where they are known. */
export function toPlaces(vectors: Float32Array, masks: Int32Array): Places {
  const count = masks.length
  const blockLengths = new Float64Array(count * BLOCKS.length)
  for (let row = 0; row < count; row++) {
    const from = row * DIMENSIONS
    addProducts(vectors, from, { vectors, from }, blockLengths, row * BLOCKS.length)
  }
  return { count, vectors, masks, popularityScores: new Float64Array(count).fill(Number.NaN), blockLengths }
}

export function packPlaces(places: readonly Embedding[]): Places {
  const vectors = new Float32Array(places.length * DIMENSIONS)
  places.forEach(({ vector }, row) => {
    vectors.set(vector, row * DIMENSIONS)
  })
  const packed = toPlaces(
    vectors,
    Int32Array.from(places, ({ mask }) => mask),
  )
  places.forEach(({ popularityScore }, row) => {
    packed.popularityScores[row] = popularityScore ?? Number.NaN
  })
  return packed
}

/** One of the places, a view of the packed values. */
export function placeAt({ vectors, masks, popularityScores }: Places, row: number): Embedding {
  const popularityScore = popularityScores[row] ?? Number.NaN
  return {
    vector: vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS),
    mask: masks[row] ?? 0,
    popularityScore: Number.isNaN(popularityScore) ? null : popularityScore,
  }
}

/** Adds to `sums`, from `at` on, the dot product of two vectors block by block. */
export function addProducts(
  a: Float32Array,
  fromA: number,
  { vectors: b, from: fromB }: { vectors: Float32Array; from: number },
  sums: Float64Array,
  at = 0,
): void {
  let i = 0
  for (let run = 0; run < RUN_ENDS.length; run++) {
    const end = RUN_ENDS[run] ?? 0
    let sum = 0
    for (; i < end; i++) sum += (a[fromA + i] ?? 0) * (b[fromB + i] ?? 0)
    const block = at + (RUN_BLOCKS[run] ?? 0)
    sums[block] = (sums[block] ?? 0) + sum
  }
}
