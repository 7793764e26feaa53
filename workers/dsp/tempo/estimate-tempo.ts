import { cutWindows, getAccents, getCorrelations, type Accents, type Correlations } from './correlations'
import { BEATS, FASTEST_BPM, getComb, listHypotheses, SLOWEST_BPM } from './hypotheses'
import { chooseLevel, isNear } from './levels'
import type { OnsetStrength } from './onset-strength'

export type Tempo = {
  /** Beats a minute. */
  bpm: number
  /** Parts of a beat: 2, or 3 in 6/8, 12/8 and swing. */
  division: 2 | 3
  /** 0–1: the probability that a listener counts this very tempo, not its half, double, third or another. */
  confidence: number
  /** 0–1: how alike the onset strengths of successive beats are (pulse clarity). */
  regularity: number
  /** 0–1: share of the windows of 10 s in which the same tempo leads, or another level of it. */
  stability: number
}

export const WINDOW_SECONDS = 30
const STABILITY_SECONDS = 10
/** Below this there are too few beats to compare. */
export const MIN_TEMPO_SECONDS = 4
/** The same beat counted at another level. */
const LEVELS = [1 / 3, 1 / 2, 1, 2, 3]
/** A tempo is looked for more finely this far around, in steps of 0.05 %. */
const FINE_REACH = 0.012
const FINE_STEP = 0.0005

/**
 * Tempo of an onset strength; null below 4 s or without any repetition. The periods that recur are the hypotheses; the
 * most probable as a beat is chosen, and its tempo measured over as many beats as the correlations reach.
 */
export function estimateTempo(strength: OnsetStrength): Tempo | null {
  const { framesPerSecond } = strength
  if (strength.all.length < MIN_TEMPO_SECONDS * framesPerSecond) return null
  const accents = getAccents(strength)
  const correlations = correlateOver(accents, framesPerSecond, WINDOW_SECONDS)
  const level = chooseLevel(listHypotheses(correlations, framesPerSecond))
  if (level === null) return null
  const bpm = refine(correlations, level.bpm, framesPerSecond)
  return {
    bpm,
    division: level.division,
    confidence: level.probability,
    regularity: Math.max(0, Math.min(1, getComb(correlations.all, (60 * framesPerSecond) / bpm))),
    stability: getStability(accents, framesPerSecond, bpm),
  }
}

/** Correlations over windows of `seconds`, to a bar of the slowest beat. */
export function correlateOver(accents: Accents, framesPerSecond: number, seconds: number): Correlations {
  const lags = Math.ceil((BEATS * 60 * framesPerSecond) / SLOWEST_BPM) + 3
  return getCorrelations(accents, Math.round(seconds * framesPerSecond), lags)
}

/** The best tempo near to one of the grid, by all multiples of its period that the correlations reach. */
function refine({ all, low, middle, high }: Correlations, near: number, framesPerSecond: number): number {
  const periods = Math.floor((all.length * near) / (60 * framesPerSecond) / (1 + FINE_REACH))
  let best = near
  let most = -Infinity
  for (let off = -FINE_REACH; off <= FINE_REACH; off += FINE_STEP) {
    const bpm = near / (1 + off)
    const lag = (60 * framesPerSecond) / bpm
    const comb = [all, low, middle, high].reduce((sum, band) => sum + getComb(band, lag, periods), 0)
    if (comb <= most) continue
    most = comb
    best = bpm
  }
  return Math.min(FASTEST_BPM, Math.max(SLOWEST_BPM, best))
}

function getStability(accents: Accents, framesPerSecond: number, bpm: number): number {
  const windows = cutWindows(accents, Math.round(STABILITY_SECONDS * framesPerSecond))
  const agreeing = windows.filter((window) => {
    const own = chooseLevel(
      listHypotheses(correlateOver(window, framesPerSecond, STABILITY_SECONDS), framesPerSecond),
    )
    return own !== null && LEVELS.some((factor) => isNear(own.bpm * factor, bpm))
  })
  return agreeing.length / windows.length
}
