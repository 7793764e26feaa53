import { isNear, TOLERANCE, type Level } from '~workers/dsp/tempo/levels'

export type Judged = { kind: string; bpm: number; division: 2 | 3 | null; level: Level | null }

/** The beat counted at another level: Accuracy 2 of Gouyon et al. (IEEE TASLP 2006). */
const LEVELS = [1 / 3, 1 / 2, 1, 2, 3]
const BINS = 5

/**
 * Per kind: share with the very tempo and with a level of it (± 4 %), with the right division, mean confidence, and its
 * mean where the tempo is wrong. Calibration: of the estimates of about one confidence, how many are right.
 */
export function evaluate(judged: readonly Judged[]) {
  const kinds = [...new Set(judged.map(({ kind }) => kind))]
  return {
    tolerance: TOLERANCE,
    kinds: Object.fromEntries(
      kinds.map((kind) => [kind, summarise(judged.filter((one) => one.kind === kind))]),
    ),
    all: summarise(judged),
    calibration: Array.from({ length: BINS }, (_, bin) => {
      const inside = judged.filter(({ level }) => toBin(level?.probability ?? 0) === bin)
      return { from: bin / BINS, pieces: inside.length, confidence: meanOf(inside, getConfidence), right: meanOf(inside, isRight) } // prettier-ignore
    }),
  }
}

function summarise(judged: readonly Judged[]) {
  return {
    pieces: judged.length,
    accuracy1: meanOf(judged, isRight),
    accuracy2: meanOf(judged, ({ bpm, level }) =>
      LEVELS.some((factor) => level !== null && isNear(level.bpm * factor, bpm)) ? 1 : 0,
    ),
    division: meanOf(judged, ({ division, level }) =>
      division === null || level?.division === division ? 1 : 0,
    ),
    confidence: meanOf(judged, getConfidence),
    confidenceWhereWrong: meanOf(
      judged.filter((one) => isRight(one) === 0),
      getConfidence,
    ),
  }
}

const isRight = ({ bpm, level }: Judged) => (level !== null && isNear(level.bpm, bpm) ? 1 : 0)
const getConfidence = ({ level }: Judged) => level?.probability ?? 0
const toBin = (confidence: number) => Math.min(BINS - 1, Math.floor(confidence * BINS))

function meanOf(judged: readonly Judged[], value: (one: Judged) => number): number | null {
  if (judged.length === 0) return null
  return Number((judged.reduce((sum, one) => sum + value(one), 0) / judged.length).toFixed(3))
}
