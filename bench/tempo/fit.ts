import { isNear } from '~workers/dsp/tempo/levels'
import type { Template, Templates } from '~workers/dsp/tempo/templates'
import type { Hypothesis } from '~workers/dsp/tempo/hypotheses'

/** A piece whose beat is known; `division` is null where either is right. */
export type Example = { kind: string; hypotheses: Hypothesis[]; bpm: number; division: 2 | 3 | null }

/** Weights are held near zero by this share of their squares: few examples shall not make a weight large. */
const PENALTY = 0.001
const ROUNDS = 600
/** Adam (Kingma & Ba 2015): step, and how fast the means of the slope and its square forget. */
const STEP = 0.1
const LAST_STEP = 0.01
const FORGET = { slope: 0.9, square: 0.999 }

/**
 * The templates under which the true beats of the examples are most probable together (maximum likelihood of a
 * conditional logit, with a ridge penalty).
 */
export function fitTemplates(examples: readonly Example[]): Templates {
  const rows = weighKinds(examples).filter(({ right }) => right.some(Boolean))
  const size = rows[0]?.evidence[0]?.length ?? 0
  const values = new Float64Array(2 * size)
  const slopes = new Float64Array(values.length)
  const squares = new Float64Array(values.length)
  for (let round = 1; round <= ROUNDS; round++) {
    const slope = getSlope(rows, values, size)
    const step = STEP * (LAST_STEP / STEP) ** (round / ROUNDS)
    for (let i = 0; i < values.length; i++) {
      const g = (slope[i] ?? 0) - PENALTY * (values[i] ?? 0)
      const mean = (slopes[i] = FORGET.slope * (slopes[i] ?? 0) + (1 - FORGET.slope) * g)
      const square = (squares[i] = FORGET.square * (squares[i] ?? 0) + (1 - FORGET.square) * g * g)
      const scale = Math.sqrt(square / (1 - FORGET.square ** round)) + 1e-8
      values[i] = (values[i] ?? 0) + (step * mean) / (1 - FORGET.slope ** round) / scale
    }
  }
  return { binary: toTemplate(values.subarray(0, size)), ternary: toTemplate(values.subarray(size)) }
}

/** Evidence and a 1 for the bias, of each hypothesis; whether it is right as a beat of two and of three parts. */
type Row = { evidence: Float64Array[]; right: boolean[]; weight: number }

/** Kinds count alike, however many pieces they have. */
function weighKinds(examples: readonly Example[]): Row[] {
  const counts = new Map<string, number>()
  for (const { kind } of examples) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return examples.map((example) => toRow(example, 1 / counts.size / (counts.get(example.kind) ?? 1)))
}

function toRow({ hypotheses, bpm, division }: Example, weight: number): Row {
  return {
    evidence: hypotheses.map(({ evidence }) => Float64Array.from([...evidence, 1])),
    right: hypotheses.flatMap((hypothesis) =>
      [2, 3].map((parts) => isNear(hypothesis.bpm, bpm) && (division === null || division === parts)),
    ),
    weight,
  }
}

/** Of the mean log likelihood: the evidence under what is right less the evidence under all. */
function getSlope(rows: readonly Row[], values: Float64Array, size: number): Float64Array {
  const slope = new Float64Array(values.length)
  for (const { evidence, right, weight } of rows) {
    const scores = right.map((_, i) => getProduct(evidence[i >> 1], values, (i & 1) * size))
    const most = Math.max(...scores)
    const shares = scores.map((score) => Math.exp(score - most))
    const all = shares.reduce((sum, share) => sum + share, 0)
    const good = shares.reduce((sum, share, i) => sum + (right[i] ? share : 0), 0)
    shares.forEach((share, i) => {
      const pull = weight * ((right[i] ? share / Math.max(good, Number.MIN_VALUE) : 0) - share / all)
      const offset = (i & 1) * size
      evidence[i >> 1]?.forEach((value, k) => (slope[offset + k] = (slope[offset + k] ?? 0) + pull * value))
    })
  }
  return slope
}

function getProduct(evidence: Float64Array | undefined, values: Float64Array, offset: number): number {
  return evidence?.reduce((sum, value, k) => sum + value * (values[offset + k] ?? 0), 0) ?? 0
}

function toTemplate(values: Float64Array): Template {
  const rounded = Array.from(values, (value) => Math.round(value * 100) / 100)
  return { weights: rounded.slice(0, -1), bias: rounded.at(-1) ?? 0 }
}
