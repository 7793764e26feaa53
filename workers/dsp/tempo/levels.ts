import type { Hypothesis } from './hypotheses'
import { TEMPLATES, type Template, type Templates } from './templates'

/** As tempo estimation is judged (Gouyon et al., IEEE TASLP 2006). */
export const TOLERANCE = 0.04

export type Level = {
  bpm: number
  /** Into how many parts the beat is divided. */
  division: 2 | 3
  /** 0–1: that the beat has this tempo, of all tempos that were considered. */
  probability: number
}

export const isNear = (bpm: number, other: number) => Math.abs(bpm / other - 1) <= TOLERANCE

/**
 * The most probable beat. Each hypothesis is scored as a beat of two parts and as one of three by a template over the
 * correlations (metrical templates: Peeters, "Template-Based Estimation of Time-Varying Tempo", EURASIP 2007), with a
 * log-normal preference for middling tempos (Parncutt 1994; Ellis, JNMR 2007) among the evidence. The scores are those
 * of a conditional logit (McFadden 1974), so that exp(score) over the sum of all is a probability.
 */
export function chooseLevel(
  hypotheses: readonly Hypothesis[],
  templates: Templates = TEMPLATES,
): Level | null {
  const binary = hypotheses.map(({ evidence }) => getScore(evidence, templates.binary))
  const ternary = hypotheses.map(({ evidence }) => getScore(evidence, templates.ternary))
  const most = Math.max(...binary, ...ternary)
  const shares = hypotheses.map(({ bpm }, i) => {
    const [two, three] = [Math.exp((binary[i] ?? 0) - most), Math.exp((ternary[i] ?? 0) - most)]
    return { bpm, share: two + three, division: three > two ? (3 as const) : (2 as const) }
  })
  const [first, ...others] = shares
  if (!first) return null
  const best = others.reduce((a, b) => (b.share > a.share ? b : a), first)
  const sum = (some: typeof shares) => some.reduce((total, { share }) => total + share, 0)
  const probability = sum(shares.filter(({ bpm }) => isNear(bpm, best.bpm))) / sum(shares)
  return { bpm: best.bpm, division: best.division, probability }
}

export function getScore(evidence: readonly number[], { weights, bias }: Template): number {
  return evidence.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), bias)
}
