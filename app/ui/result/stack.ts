import type { RankedTrack } from '~server/similar/domain/recommendation'
import { GROUPS, type Group } from '~server/domain/features/vector-spec'

export type Parts = RankedTrack['parts']

/** A piece of a bar, in percent of its width. */
export type Piece = { group: Group; start: number; width: number }

/**
 * The parts of a score laid end to end: `adds` run from 0 up to the sum of what adds, `takes` run from there back down,
 * so that their last edge is the score (`end`). The bar spans 0…1; it starts below 0 where the score does.
 */
export function toStack(parts: Parts): { adds: Piece[]; takes: Piece[]; zero: number; end: number } {
  const score = GROUPS.reduce((sum, group) => sum + parts[group], 0)
  const low = Math.min(0, score)
  const span = Math.max(1, ...sums(parts)) - low
  const toPercent = (value: number) => ((value - low) / span) * 100

  const adds: Piece[] = []
  const takes: Piece[] = []
  let at = 0
  for (const group of GROUPS.filter((g) => parts[g] > 0)) {
    adds.push({ group, start: toPercent(at), width: (parts[group] / span) * 100 })
    at += parts[group]
  }
  for (const group of GROUPS.filter((g) => parts[g] < 0)) {
    at += parts[group]
    takes.push({ group, start: toPercent(at), width: (-parts[group] / span) * 100 })
  }
  return { adds, takes, zero: toPercent(0), end: toPercent(score) }
}

function sums(parts: Parts): [number] {
  return [GROUPS.reduce((sum, group) => sum + Math.max(0, parts[group]), 0)]
}
