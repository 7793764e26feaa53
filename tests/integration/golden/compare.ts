import type { Answer } from './questions'

const TOLERANCE = 1e-6

/**
 * What differs between two answers, in a sentence; null where they are the same: scores within 1e-6 place by place, and
 * at each place the same track, unless tracks whose scores are that close have changed places.
 */
export function findDifference(expected: Answer, actual: Answer): string | null {
  if (expected.length !== actual.length) {
    return `${String(actual.length)} tracks, expected ${String(expected.length)}`
  }
  for (const [place, [id, score]] of expected.entries()) {
    const [foundId, foundScore] = actual[place] ?? ['', NaN]
    const where = `place ${String(place + 1)}`
    if (!(Math.abs(score - foundScore) <= TOLERANCE)) {
      return `${where}: score ${String(foundScore)} (${foundId}), expected ${String(score)} (${id})`
    }
    const tied = expected.some(([other, s]) => other === foundId && Math.abs(s - score) <= TOLERANCE)
    if (id !== foundId && !tied) return `${where}: ${foundId}, expected ${id}`
  }
  return null
}
