import { PATTERNS, type Pattern } from '~workers/dsp/testing/rhythm/patterns'
import { renderRhythm } from '~workers/dsp/testing/rhythm/render'
import { analyseTimbre } from '~workers/dsp/timbre/timbre'
import { getAccents } from '~workers/dsp/tempo/correlations'
import { correlateOver, WINDOW_SECONDS } from '~workers/dsp/tempo/estimate-tempo'
import { listHypotheses } from '~workers/dsp/tempo/hypotheses'
import type { Example } from './fit'

const RATE = 22_050
const GATE = 1e-7
/** Of clips that are shorter than previews too. */
const LENGTHS = [30, 30, 15, 8]

/** Every pattern with every seed from `from` on; `short`: some of the pieces are cut. */
export function renderCorpus(from: number, seeds: number, short: boolean): Example[] {
  return Array.from({ length: seeds }, (_, i) => from + i).flatMap((seed) =>
    PATTERNS.map((pattern, number) => {
      const seconds = short ? (LENGTHS[(seed + number) % LENGTHS.length] ?? 30) : 30
      return toPiece(pattern, seed * 1000 + number, seconds)
    }),
  )
}

function toPiece(pattern: Pattern, seed: number, seconds: number): Example {
  const { bpm, samples } = renderRhythm(pattern, seed, RATE, seconds)
  const meanSquare = samples.reduce((sum, x) => sum + x * x, 0) / samples.length
  const { onsetStrength } = analyseTimbre(samples, RATE, { gate: GATE, meanSquare })
  const { framesPerSecond } = onsetStrength
  const correlations = correlateOver(getAccents(onsetStrength), framesPerSecond, WINDOW_SECONDS)
  return {
    kind: pattern.kind,
    bpm,
    // Clicks have no accents: nothing tells how their beat is divided.
    division: pattern.kind === 'clicks' ? null : pattern.division,
    hypotheses: listHypotheses(correlations, framesPerSecond),
  }
}
