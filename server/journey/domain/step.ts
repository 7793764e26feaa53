import { explainMatch } from '../../similar/domain/explanation'
import type { FeatureValues } from '../../domain/features/features'
import { keyName, keyOf, keysMix } from '../../domain/harmony'
import { compare, type GroupWeights, type Embedding } from '../../domain/features/similarity'
import { BLOCKS, GROUPS, VECTOR_SPEC, type Group, type VectorInput } from '../../domain/features/vector-spec'
import type { JourneyStep } from './journey'
import { toAngle } from './slerp'

type End = { place: Embedding; input: VectorInput }

/** Differences smaller than this share of the whole are none to speak of. */
const NO_CHANGE = 1e-6

/** What happens from one track to the next, with its reasons. */
export function describeStep(from: End, to: End, balance: GroupWeights): JourneyStep {
  const likeness = compare(from.place, to.place, balance)
  const [a, b] = [from.input.values, to.input.values]
  const [keyA, keyB] = [keyOf(a), keyOf(b)]
  return {
    score: likeness.score,
    degrees: toDegrees(toAngle(likeness.score)),
    confidence: likeness.confidence,
    tempo: change('tempo', a, b),
    energy: change('energy', a, b),
    keys:
      keyA && keyB
        ? { from: keyName(keyA.key, keyA.mode), to: keyName(keyB.key, keyB.mode), mix: keysMix(keyA, keyB) }
        : null,
    changes: mostChanged(from.place, to.place, balance),
    reasons: explainMatch(from.input, to.input, likeness),
  }
}

export const toDegrees = (radians: number): number => (radians * 180) / Math.PI

function change(name: 'tempo' | 'energy', a: FeatureValues, b: FeatureValues): [number, number] | null {
  const [from, to] = [a[name], b[name]]
  return from === undefined || to === undefined ? null : [from, to]
}

/**
 * The group with the largest part of the squared distance of the two unit vectors, Σ (x/|x| − y/|y|)² over the blocks
 * both have; it is 2 − 2 · cosine, so the parts are of the same step that the angle measures.
 */
function mostChanged(a: Embedding, b: Embedding, balance: GroupWeights): Group | null {
  const common = a.mask & b.mask
  const weightOf = VECTOR_SPEC.dimensions.map(({ group, block }) =>
    common & (1 << BLOCKS.indexOf(block)) ? (balance[GROUPS.indexOf(group)] ?? 0) : 0,
  )
  const length = ({ vector }: Embedding) =>
    Math.sqrt(weightOf.reduce((sum, weight, i) => sum + weight * (vector[i] ?? 0) ** 2, 0))
  const [lengthA, lengthB] = [length(a), length(b)]
  if (lengthA === 0 || lengthB === 0) return null
  const parts = GROUPS.map((group) => ({
    group,
    part: VECTOR_SPEC.dimensions.reduce((sum, dimension, i) => {
      const off = (a.vector[i] ?? 0) / lengthA - (b.vector[i] ?? 0) / lengthB
      return dimension.group === group ? sum + (weightOf[i] ?? 0) * off * off : sum
    }, 0),
  }))
  const most = parts.reduce((best, next) => (next.part > best.part ? next : best))
  return most.part > NO_CHANGE ? most.group : null
}
