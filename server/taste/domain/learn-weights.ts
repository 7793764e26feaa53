import { BALANCED, compare, type GroupWeights } from '../../domain/features/similarity'
import { GROUPS } from '../../domain/features/vector-spec'
import { sayingOf, type EmbeddedClick } from './click'

/** No group is silenced by clicks, and none counts more than twice: what a slider can do, a listener's hand does. */
const LEAST_WEIGHT = 0.25
const MOST_WEIGHT = 2
/**
 * What the starting weights count for, in clicks: a dozen clicks move a weight noticeably, three do not. Of a ridge
 * penalty ½ · strength · (w − 1)² this is the strength.
 */
const PRIOR_CLICKS = 10
/** Odds of a like per point of likeness: a quarter of a point is decisive, as in the vote. */
const SHARPNESS = 4
const STEPS = 200

type Example = { parts: Float64Array; liked: number; weight: number }

/**
 * What each group counts for a listener, from the clicks alone: logistic regression of like against dislike on the
 * parts of the likeness between a track and the seed that it was an answer to (Hastie et al., The Elements of
 * Statistical Learning, 2009, sections 3.4.1 and 4.4), held near 1 by a ridge penalty and inside bounds by projection.
 * Both sides weigh the same, so that many dislikes say nothing by their number. Where either side is missing, nothing
 * can be told apart and every weight is 1. In the order of BALANCED; familiarity stays as it is.
 */
export function learnWeights(clicks: readonly EmbeddedClick[]): GroupWeights {
  const examples = toExamples(clicks)
  if (examples.length === 0) return neutral()
  const weights = new Float64Array(GROUPS.length).fill(1)
  let bias = -meanScore(examples)
  // One over a bound of the second derivative (parts lie within −1…1 and add up to a cosine), halved because weights
  // and bias move together: each step goes down.
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  const bound = (total * SHARPNESS ** 2) / 4
  const rate = 0.5 / (PRIOR_CLICKS + bound)
  const biasRate = 0.5 / bound
  for (let step = 0; step < STEPS; step++) {
    const slope = weights.map((weight) => PRIOR_CLICKS * (weight - 1))
    let biasSlope = 0
    for (const { parts, liked, weight } of examples) {
      let score = bias
      for (let i = 0; i < weights.length; i++) score += (parts[i] ?? 0) * (weights[i] ?? 1)
      const miss = weight * SHARPNESS * (1 / (1 + Math.exp(-SHARPNESS * score)) - liked)
      biasSlope += miss
      for (let i = 0; i < weights.length; i++) slope[i] = (slope[i] ?? 0) + miss * (parts[i] ?? 0)
    }
    bias -= biasRate * biasSlope
    weights.forEach((weight, i) => {
      weights[i] = Math.min(MOST_WEIGHT, Math.max(LEAST_WEIGHT, weight - rate * (slope[i] ?? 0)))
    })
  }
  return Float64Array.from([...weights, 1])
}

function neutral(): GroupWeights {
  return new Float64Array(BALANCED.length).fill(1)
}

function meanScore(examples: readonly Example[]): number {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  const sum = examples.reduce((sum, { parts, weight }) => sum + weight * parts.reduce((a, b) => a + b, 0), 0)
  return sum / total
}

/** Clicks with a seed as parts and label; the lighter side is weighed up to the heavier. Empty where a side is. */
function toExamples(clicks: readonly EmbeddedClick[]): Example[] {
  const examples = clicks.flatMap(({ kind, track, seed }, i): Example[] => {
    if (seed === null) return []
    const { parts } = compare(seed, track)
    const saying = sayingOf(kind, clicks.length - 1 - i)
    return [
      {
        parts: Float64Array.from(GROUPS, (group) => parts[group]),
        liked: saying > 0 ? 1 : 0,
        weight: Math.abs(saying),
      },
    ]
  })
  const sumOf = (liked: number) =>
    examples.reduce((sum, example) => sum + (example.liked === liked ? example.weight : 0), 0)
  const sums = [sumOf(0), sumOf(1)]
  const half = ((sums[0] ?? 0) + (sums[1] ?? 0)) / 2
  if (sums.some((sum) => sum === 0)) return []
  return examples.map((example) => ({
    ...example,
    weight: (example.weight * half) / (sums[example.liked] ?? 1),
  }))
}
