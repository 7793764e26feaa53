import type { NameHits } from './named-track'
import type { NameScore } from './score-name'

type Kept = Omit<NameScore, 'score'> & { id: number; popularity: number; step: number }

/** Scores that differ by less are equal, and the better known track comes first. */
const STEPS = 50
/** Of a match; the tracks within the best step of it are the total. */
const BINS = 20

/** Keeps the best of many, and counts those that fit as well as the best. */
export function createBestHits(limit: number) {
  const kept: Kept[] = []
  const counts = new Array<number>(BINS + 1).fill(0)

  return {
    add({ match, score, covered }: NameScore, id: number, popularity: number): void {
      const bin = Math.round(match * BINS)
      counts[bin] = (counts[bin] ?? 0) + 1
      const step = Math.round(score * STEPS)
      const worst = kept.at(-1)
      if (kept.length === limit && worst && !isBefore(step, popularity, worst)) return
      let at = kept.length
      for (let above = worst; above && isBefore(step, popularity, above); above = kept[at - 1]) at--
      kept.splice(at, 0, { match, covered, id, popularity, step })
      if (kept.length > limit) kept.pop()
    },

    take(): NameHits {
      const total = counts.findLast((count) => count > 0) ?? 0
      return { hits: kept.map(({ id, match, covered }) => ({ id, match, covered })), total }
    },
  }
}

/** Of equal ones the one that came first stays first. */
function isBefore(step: number, popularity: number, other: Kept): boolean {
  return step === other.step ? popularity > other.popularity : step > other.step
}
