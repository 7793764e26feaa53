import { GROUPS } from './vector-spec'
import { columnsOf, createCosines, type Weighing } from './cosines'
import type { Places } from './places'
import { compare, type GroupWeights, type Likeness, type Embedding, type ScoreParts } from './similarity'

/**
 * Width of the kernel over seeds, in cosine. Wide, it is the mean over all seeds; narrow, the nearest seed alone.
 * docs/decisions/0007 has what was measured.
 */
const SEED_WIDTH = 0.5
/** Width of the vote between liked and disliked: a difference of a quarter is decisive. */
const VOTE_WIDTH = 0.25

/** What each of several seeds has to say about a track: softmax of the cosines, adding up to 1. */
function softmax(scores: readonly number[], width: number): number[] {
  const top = Math.max(...scores)
  const raw = scores.map((score) => Math.exp((score - top) / width))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((value) => value / sum)
}

/** Likeness to the seeds of a track whose cosines to them are `count` values from `from` on; see `createSeedScores`. */
function meanOfCosines(cosines: Float64Array, from: number, count: number): number {
  if (count === 1) return cosines[from] ?? 0
  let sum = 0
  let score = 0
  for (let i = from; i < from + count; i++) {
    const value = cosines[i] ?? 0
    const weight = Math.exp(value / SEED_WIDTH)
    sum += weight
    score += weight * value
  }
  return sum === 0 ? 0 : score / sum
}

/** A number for each column of a weighing, of a track; the next call overwrites them. */
export type Columns = (tracks: Places, row: number) => Float64Array

/** Likeness of tracks to several seeds: the mean of a track's cosines, those of the nearer seeds counting more. */
export function createSeedScores(seeds: readonly Embedding[], weighing: Weighing): Columns {
  const cosinesOf = createCosines(seeds, weighing)
  const scores = new Float64Array(columnsOf(weighing))
  return (tracks, row) => {
    const cosines = cosinesOf(tracks, row)
    for (let b = 0; b < scores.length; b++) scores[b] = meanOfCosines(cosines, b * seeds.length, seeds.length)
    return scores
  }
}

/** Likeness of each of the tracks to several seeds. */
export function scoreAll(seeds: readonly Embedding[], tracks: Places, balance: GroupWeights): Float64Array {
  const likeSeeds = createSeedScores(seeds, { balances: [balance], leavingOut: false })
  const scores = new Float64Array(tracks.count)
  for (let row = 0; row < scores.length; row++) scores[row] = likeSeeds(tracks, row)[0] ?? 0
  return scores
}

/**
 * The same likeness with its parts: a weighted mean of sums is the sum of weighted means, so the parts still add up.
 * `nearest` is the position of the seed that the track is most like.
 */
export function seedLikeness(
  seeds: readonly Embedding[],
  track: Embedding,
  balance: GroupWeights,
): Likeness & { nearest: number } {
  const each = seeds.map((seed) => compare(seed, track, balance))
  const weights = softmax(
    each.map(({ score }) => score),
    SEED_WIDTH,
  )
  const mean = (read: (likeness: Likeness) => number) =>
    each.reduce((sum, likeness, i) => sum + (weights[i] ?? 0) * read(likeness), 0)
  const parts = Object.fromEntries(
    GROUPS.map((group) => [group, mean(({ parts }) => parts[group])]),
  ) as ScoreParts
  return {
    parts,
    score: mean(({ score }) => score),
    familiarity: mean(({ familiarity }) => familiarity),
    confidence: mean(({ confidence }) => confidence),
    nearest: weights.indexOf(Math.max(...weights)),
  }
}

/**
 * The vote of the disliked, 0…1: how much nearer a track is to them than to the liked. Kernel means on both sides, so
 * neither side wins by number; a track far from every disliked one gets next to nothing.
 */
export function createVoteAgainst(
  seeds: readonly Embedding[],
  against: readonly Embedding[],
  weighing: Weighing,
): Columns {
  const votes = new Float64Array(columnsOf(weighing))
  if (against.length === 0) return () => votes
  const count = seeds.length + against.length
  const cosinesOf = createCosines([...seeds, ...against], weighing)
  return (tracks, row) => {
    const cosines = cosinesOf(tracks, row)
    for (let b = 0; b < votes.length; b++) {
      const liked = meanNearness(cosines, b * count, seeds.length)
      const disliked = meanNearness(cosines, b * count + seeds.length, against.length)
      votes[b] = disliked / (disliked + liked)
    }
    return votes
  }
}

function meanNearness(cosines: Float64Array, from: number, count: number): number {
  let sum = 0
  for (let i = from; i < from + count; i++) sum += nearnessOf(cosines[i] ?? 0)
  return sum / count
}

/** The kernel of the votes: 1 at a cosine of 1, falling by e for every VOTE_WIDTH below it. */
export function nearnessOf(cosine: number): number {
  return Math.exp((cosine - 1) / VOTE_WIDTH)
}
