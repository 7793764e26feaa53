import { GROUPS } from './vector-spec'
import { createCosines } from './cosines'
import {
  compare,
  cosine,
  type GroupWeights,
  type Likeness,
  type Embedding,
  type ScoreParts,
} from './similarity'

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

/**
 * Likeness of tracks to several seeds: the mean of a track's cosines, those of the nearer seeds counting more. What
 * depends on the seeds alone is done once, since thousands of tracks are compared with them.
 */
export function createSeedScore(
  seeds: readonly Embedding[],
  balance: GroupWeights,
): (track: Embedding) => number {
  const cosines = createCosines(seeds, balance)
  return (track) => {
    const values = cosines(track)
    if (values.length === 1) return values[0] ?? 0
    let sum = 0
    let score = 0
    for (const value of values) {
      const weight = Math.exp(value / SEED_WIDTH)
      sum += weight
      score += weight * value
    }
    return sum === 0 ? 0 : score / sum
  }
}

/** The likeness of one track to several seeds; see `createSeedScore`. */
export function seedScore(seeds: readonly Embedding[], track: Embedding, balance: GroupWeights): number {
  return createSeedScore(seeds, balance)(track)
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
export function voteAgainst(
  seeds: readonly Embedding[],
  against: readonly Embedding[],
  track: Embedding,
  balance: GroupWeights,
): number {
  if (against.length === 0) return 0
  const mean = (places: readonly Embedding[]) =>
    places.reduce((sum, place) => sum + nearness(place, track, balance), 0) / places.length
  const disliked = mean(against)
  return disliked / (disliked + mean(seeds))
}

/** The kernel of the votes: 1 at a cosine of 1, falling by e for every VOTE_WIDTH below it. */
export function nearness(a: Embedding, b: Embedding, balance: GroupWeights): number {
  return Math.exp((cosine(a, b, balance) - 1) / VOTE_WIDTH)
}
